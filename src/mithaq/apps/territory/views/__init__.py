"""Pages of the territory, one module a task."""
