"""Documents: one source, Word and PDF."""
