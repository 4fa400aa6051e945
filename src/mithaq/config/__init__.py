"""Settings, URLs, server entry."""
