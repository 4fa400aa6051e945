"""Pages about people: signing in, one's own profile, and the administration of accounts."""
