"""The vendor pages behind the specifications."""
