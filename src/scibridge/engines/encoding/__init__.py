"""Texts as vectors: the optional sentence encoder. Owns models and their checks; knows nothing of ranking."""
