"""What live answers say that specifications do not."""
