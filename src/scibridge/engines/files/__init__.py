"""What a file is, by what it holds: never by its name, and nothing that could be two things at once."""
