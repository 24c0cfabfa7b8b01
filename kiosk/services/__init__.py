"""Use cases: one function, one transaction, one account of what changed."""
