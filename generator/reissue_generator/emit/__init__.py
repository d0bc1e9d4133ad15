"""Api to Python text."""
