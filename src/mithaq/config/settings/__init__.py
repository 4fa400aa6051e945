"""Settings by situation: base, dev, test, prod."""
