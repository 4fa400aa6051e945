"""What the templates of the territory show, as frozen values."""
