"""The ``scibridge`` command."""
