"""Pure rules of the field: what would be true on paper, without computers."""
