"""Copies of clients in other repositories."""
