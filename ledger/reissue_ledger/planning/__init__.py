"""From lines to intents: what a run would send, and what it would leave and why."""
