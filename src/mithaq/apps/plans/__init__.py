"""Framing letters, budget-programmes, targets and ententes."""
