"""Invitations: the lists of those who invite, and the page a mailed link opens."""
