"""The Django apps; each owns its tables and its verbs."""
