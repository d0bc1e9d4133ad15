"""What a vendor's page says: its rows, their fields, what does not count, and what is different."""
