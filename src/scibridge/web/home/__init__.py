"""The home page, the standing pages, and what machines ask for."""
