"""Contracts, undertakings, settlements."""
