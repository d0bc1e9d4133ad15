"""The gate of a pull request: what its steps found, what of it was approved, and one report."""
