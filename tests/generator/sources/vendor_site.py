"""What the tests of `reissue sources` share: a programmable vendor, its pages in two versions, and a project."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from reissue_generator.sources import check as sources
from reissue_generator.sources.cache import Cache
from reissue_generator.sources.fetch import Options
from reissue_generator.tree.project import Project, find
from tests.generator import command_line

QUICK = Options(allow_local=True, timeout=60, pause=0)


# --- pages ---------------------------------------------------------------------------------------------------


def page(
    title: str, body: str, *, date: str = "May 3, 2024", menu: str = "Login Schedules Invoices", build: str = "a1"
) -> str:
    """A page as a documentation tool makes it: the facts in `main`, and around them what changes by itself."""
    return f"""<!DOCTYPE html><html><head><title>{title} | Docs</title><meta name="generator" content="Docs {build}">
<script src="/assets/main.{build}.js"></script><style>.x{{color:red}}</style></head>
<body class="has-sidebar"><header><a href="/">PayPen</a> <button>Search</button></header>
<nav class="navbar"><ul><li>{menu}</li></ul></nav>
<main><article><header><h1>{title}</h1></header>
{body}
</article><p>Last updated on {date} by the team</p></main>
<footer>© {date[-4:]} NetLine Limited</footer><script>window.build="{build}"</script></body></html>"""


_PROSE = """<p>This request takes the tracking number of a schedule and returns its invoice. The invoice must be paid
by bank transfer before it is due.</p><table><tr><th>Field</th><th>Type</th><th>Meaning</th></tr>
<tr><td>ppid</td><td>string</td><td>tracking number</td></tr>{row}</table>"""

OBJECT = (
    _PROSE.format(row="<tr><td>success</td><td>boolean</td><td>whether the request went well</td></tr>")
    + """
<pre><code>{
  "success": true,
  "message": "Operation succeeded.",
  "data": {
    "ppid": "TX10xxxxxx02",
    "amount_payable": 300000,
    "payment_due_date": "2024-05-18 15:45:23",
    "bank_code": "057"
  }
}</code></pre>"""
)
"""PayPen's answer as one text of its page shows it."""

ARRAY = (
    _PROSE.format(row="<tr><td>has_error</td><td>boolean</td><td>whether the request results in an error</td></tr>")
    + """
<pre><code>{
  "has_error": false,
  "message": "Operation succeeded.",
  "data": [{
    "ppid": "TX10xxxxxx02",
    "amount_payable": 300000,
    "payment_due_date": "2024-05-18 15:45:23",
    "settlement_code": "A1"
  }]
}</code></pre>"""
)
"""The same answer as the other text of that page shows it; `settlement_code` is ours, to have a name that is new."""

LOGIN = (
    "<p>Exchange api_key and email for a token, which goes into the Authorization header of every other request.</p>"
)


# --- the vendor ----------------------------------------------------------------------------------------------

Reply = Callable[["Handler"], None]


@dataclass
class Vendor:
    """A web server under control. A path is answered by a page (str), by (status, headers, body), or by a function."""

    port: int
    pages: dict[str, str | tuple[int, dict[str, str], bytes] | Reply] = field(default_factory=dict)
    otherwise: tuple[int, dict[str, str], bytes] = (404, {}, b"no such page")
    """What a path is answered that has no page, other than that of robots.txt."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    delay: float = 0.0
    together: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    vendor: Vendor

    def do_GET(self) -> None:
        vendor = self.vendor
        with vendor.lock:
            vendor.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            vendor.together += 1
            vendor.most = max(vendor.most, vendor.together)
        time.sleep(vendor.delay)
        with vendor.lock:  # before the answer: whoever has it may ask for the next page while this thread still waits
            vendor.together -= 1
        with suppress(BrokenPipeError, ConnectionResetError):
            lost = (404, {}, b"") if self.path == "/robots.txt" else vendor.otherwise
            self._answer(vendor.pages.get(self.path, lost))

    def _answer(self, reply: str | tuple[int, dict[str, str], bytes] | Reply) -> None:
        if callable(reply):
            reply(self)
            return
        if isinstance(reply, str):
            tag = f'"{hash(reply) & 0xFFFFFFFF:x}"'
            if self.headers.get("If-None-Match") == tag:
                self.send(304, {"ETag": tag}, b"")
                return
            reply = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": tag}, reply.encode())
        self.send(*reply)

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        size = {} if "Transfer-Encoding" in headers else {"Content-Length": str(len(body))}
        for key, value in {**size, **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Vendor]:
    handler = type("Bound", (Handler,), {})
    server = ThreadingHTTPServer(("0.0.0.0", 0), handler)
    server.daemon_threads = True
    vendor = Vendor(server.server_address[1])
    handler.vendor = vendor  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- the project ---------------------------------------------------------------------------------------------

SPEC = """openapi: 3.1.0
info: {{ title: PayPen, version: "1" }}
servers: [{{ url: https://paypen.ng/api/employer }}]
paths:
  /auth/login:
    post:
      operationId: auth-login
      x-reissue-source: {{ pages: ["{login}"], read: "2024-05-01", certainty: documented }}
      responses: {{ "200": {{ description: ok }} }}
  /invoice/generate:
    post:
      operationId: invoices-generate
      x-reissue-source:
        pages:
          - {generate}
        read: "{read}"
        certainty: documented
      requestBody:
        content: {{ application/json: {{ schema: {{ type: object, properties: {{ ppid: {{ type: string }} }} }} }} }}
      responses:
        "200":
          description: The invoice.
          content: {{ application/json: {{ schema: {{ $ref: "#/components/schemas/Answer" }} }} }}
webhooks:
  paid:
    post:
      operationId: webhooks-paid
      x-reissue-source: {{ pages: ["{login}#webhooks"], read: "2024-05-01", certainty: documented }}
      responses: {{ "200": {{ description: ok }} }}
components:
  schemas:
    Answer:
      type: object
      properties:
        success: {{ type: boolean }}
        message: {{ type: string }}
        data: {{ $ref: "#/components/schemas/Invoice" }}
    Invoice:
      type: object
      properties:
        ppid: {{ type: string }}
        bank_code: {{ type: string }}
        amount_payable: {{ type: number }}
        previous: {{ $ref: "#/components/schemas/Invoice" }}
"""


@dataclass
class Workspace:
    """A project with one specification, its cache, and the commands."""

    vendor: Vendor
    root: Path

    @property
    def project(self) -> Project:
        return find(str(self.root))

    @property
    def cache(self) -> Cache:
        return Cache(self.root / ".reissue" / "sources")

    @property
    def lock(self) -> Path:
        return self.root / "specs" / "sources.lock"

    def spec(self, read: str = "2024-05-01", generate: str | None = None) -> None:
        """Write the specification, read on that day from that page."""
        login, invoice = self.vendor.url("/docs/login"), generate or self.vendor.url("/docs/generate")
        text = SPEC.format(login=login, generate=invoice, read=read)
        (self.root / "specs" / "paypen.yaml").write_text(text)

    def fetch(self, options: Options = QUICK) -> None:
        used = sources.sources_usage.pages(self.project)
        sources.fetch(used.values(), self.cache, options, lambda done, total, url: None)

    def refresh(self, accept: bool = False) -> sources.Refreshed:
        self.fetch()
        return sources.refresh(self.project, self.cache, accept=accept)

    def check(self) -> sources.Checked:
        return sources.check(self.project, self.cache)

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.check().findings]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run `reissue sources ...` in the project: exit code, stdout, stderr."""
        local = ["--allow-local", "--pause", "0"] if "refresh" in arguments or "--fetch" in arguments else []
        ran = command_line.run("sources", *arguments, *local)
        return ran.code, ran.out, ran.error


def make_workspace(vendor: Vendor, root: Path) -> Workspace:
    (root / "specs").mkdir()
    (root / "pyproject.toml").write_text("[tool.reissue]\n")
    vendor.pages = {"/docs/login": page("Login", LOGIN), "/docs/generate": page("Invoice generation", OBJECT)}
    workspace = Workspace(vendor, root)
    workspace.spec()
    return workspace
