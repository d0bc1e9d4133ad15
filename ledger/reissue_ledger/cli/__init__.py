"""The commands of the ledger: `reissue run`, `reissue ledger`, `reissue inbox`."""
