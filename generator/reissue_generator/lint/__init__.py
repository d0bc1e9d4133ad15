"""What a specification must be."""
