"""Files of invoices, and what is told of them."""
