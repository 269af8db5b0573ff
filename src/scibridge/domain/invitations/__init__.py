"""Invitations: to act for an organisation, or to read after an NDA, answered by whoever has the address."""
