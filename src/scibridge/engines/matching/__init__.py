"""Needs to answers: index, search, explanation, and voting from evidence to people and organisations."""
