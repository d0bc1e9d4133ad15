"""The built-in providers, each laid out as a plug-in is. Names in, names out: no HTTP and no JSON."""
