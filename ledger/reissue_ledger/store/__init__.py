"""The database of the ledger: its tables, the transitions that it allows, its one writer, and who holds a run."""
