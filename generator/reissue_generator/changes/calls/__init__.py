"""Two documents compared call by call: operations and events, their messages, servers and security."""
