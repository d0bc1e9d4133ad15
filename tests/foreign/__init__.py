"""A judge from outside: a socket server that shares nothing with the project, and what the clients say of it.

- `vendors.py`: what the four providers answer, in the forms that their pages show. Nothing of the project is imported.
- `wire.py`, `faults.py`: the faults, and of each whether the effect was executed and what an answer like that can tell.
- `server.py`: the threaded socket server. It counts what it executed for each call.
- `operations.py`: the operations as calls of the generated clients, over each HTTP client.
- `grid.py`: every operation against every fault, each told outcome compared with the server's count.
- `verbs.py`: verbs of the facade with a random fault for each request, and a caller who acts on `advice` alone.
- `healthy.py`: many threads and tasks on a server without faults.
- `run.py`: all of it in processes, with a table or JSON: ``python -m tests.foreign.run``.

What can be known at all
------------------------
The yardstick is a reader who sees every byte that came over the wire, knows the vendors' pages and RFC 9110, 9112 and 8259,
and knows nothing of the server's inside. Each attempt lets that reader say one of these (`Tells`):

- ``DONE``: a whole answer with a documented status and a documented body, which holds the evidence of the operation.
- ``LIKELY_DONE``: the same in a form that no page shows, but that has one meaning only (a byte order mark, another 2xx).
- ``REFUSED``: nothing reached the server, or a whole answer with a status of 3xx or 4xx that means that it was not done, or
  the documented refusal inside a 200.
- ``LIKELY_REFUSED``: such a status, though the rest of the answer is not whole.
- ``NOTHING``: everything else. An answer that was cut, garbled, late, about something else, an error of the server (5xx), and
  408, 460 and 499, which say that somebody stopped waiting.

A call can be told as happened if its last attempt tells that it was done, and as not happened if all of its attempts were
refused. DONE and REFUSED must be told; of all that can be told, 95 % has to be. A call that only reads makes nothing happen:
what its value can be told from is a whole answer about the object that was asked for.
"""
