"""What is measured: the catalogue of indicators."""
