"""The queue of the moderators."""
