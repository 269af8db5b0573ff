"""Accounts, the roles granted on things, and API tokens. Signing in itself is django-allauth's."""
