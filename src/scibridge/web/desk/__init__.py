"""The desk: what one owns, what waits, what ends soon; renew, withdraw and export from the list."""
