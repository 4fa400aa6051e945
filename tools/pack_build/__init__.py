"""Scripts that make files of the pack of Morocco from public sources; run by hand, never by the product."""
