"""What happened: data elements and append-only values."""
