"""The generator: reads OpenAPI documents, writes typed clients, and checks that they still agree."""

__version__ = "0.1.0"
VERSION_LINE = f"reissue {__version__}"
"""What `reissue --version` says."""

RUNTIME = "runtime"
"""The folder of an emitted or vendored tree that holds its copy of the runtime."""

DO_NOT_EDIT = "Do not edit: run `"
"""What the comment at the top of an emitted file says before the command that writes it anew."""
