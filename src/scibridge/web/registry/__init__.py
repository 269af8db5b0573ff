"""Pages of organisations, people, facilities and works."""
