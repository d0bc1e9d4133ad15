"""What a client is before it is text."""
