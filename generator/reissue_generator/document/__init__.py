"""A document, read with the place of every value."""
