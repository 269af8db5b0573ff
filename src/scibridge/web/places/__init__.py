"""Pages of places and of challenges: who is there, what they need and offer, what they are strong in."""
