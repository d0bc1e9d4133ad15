"""A project and its generated files on disk."""
