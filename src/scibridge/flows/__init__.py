"""Use cases that join apps. Owns no tables."""
