"""The trace: append-only, hash-chained events."""
