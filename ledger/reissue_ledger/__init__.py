"""The durable memory of effects: what was asked for, what was sent, what became of it."""
