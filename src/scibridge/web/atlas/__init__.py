"""Pages of the atlas: who works with whom, on what, and where the bridges are missing."""
