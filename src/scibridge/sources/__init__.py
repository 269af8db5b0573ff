"""Readers of other people's formats: stream in, records out. No database, no Django."""
