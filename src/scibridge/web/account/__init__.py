"""Pages of the signed-in person: own things, profile, tokens."""
