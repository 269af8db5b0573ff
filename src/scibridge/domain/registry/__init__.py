"""Who and where: organisations, people, facilities, claims on them, corrections, merges."""
