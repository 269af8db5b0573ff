"""Public ids: what addresses and files name. Primary keys never leave the database."""

import secrets

# Crockford's base 32 in lower case: no i, l, o, u, so that an id survives being read aloud.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """A random id of 60 bits, always beginning with a letter."""
    first = secrets.choice(ALPHABET[10:])
    return first + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))


def is_public_id(text: str) -> bool:
    """Whether ``text`` has the form of a public id.

    Ask before looking for one from outside: PostgreSQL refuses to compare with NUL, SQLite finds nothing.
    """
    return len(text) == LENGTH and text[0] in ALPHABET[10:] and all(letter in ALPHABET for letter in text)
