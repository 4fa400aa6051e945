"""The writes of the territory, one module a theme."""
