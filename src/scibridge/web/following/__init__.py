"""Pages of following: the button, what one follows, what one was told, the mailed link, and feeds."""
