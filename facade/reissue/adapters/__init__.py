"""One small module per provider: names in, names out, no HTTP and no JSON."""
