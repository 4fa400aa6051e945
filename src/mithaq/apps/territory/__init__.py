"""The tree of places and bodies, facilities, mandates on units."""
