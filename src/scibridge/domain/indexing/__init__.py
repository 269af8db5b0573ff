"""What the index still has to learn, and the index that answers. Owns the change list; knows no subject."""
