"""Six type checkers look at emitted code: pyright, mypy, basedpyright, ty, pyrefly, zuban."""
