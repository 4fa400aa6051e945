"""What awaits me, search, and the pages that belong to no one noun."""
