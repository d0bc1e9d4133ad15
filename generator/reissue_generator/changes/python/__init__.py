"""Two emitted packages compared as Python callers see them."""
