"""The index kept true to database and lake: documents of every kind, updates, rebuilding, examination."""
