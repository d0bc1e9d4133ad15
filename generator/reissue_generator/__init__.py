"""The generator: reads OpenAPI documents, writes typed clients, and checks that they still agree."""

__version__ = "0.1.0"

RUNTIME = "runtime"
"""The folder of an emitted or vendored tree that holds its copy of the runtime."""
