"""Needs and offers: what is asked and what is put forward, who may see which part, and how they meet."""
