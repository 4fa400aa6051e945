"""Budget lines and appropriations."""
