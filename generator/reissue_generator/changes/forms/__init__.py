"""One form for all ways to write the same: addresses, media types, statuses."""
