"""One search over everything: the page, the words while typing, and what a result shows."""
