"""Ids and random generators of the demonstration world, all derived from its seed.

Corpus ids keep the form of OpenAlex but lie at 9 × 10¹² and above; OpenAlex counts at about 10¹⁰. People
have no ORCID: any number of that form with a valid checksum is, or may become, somebody's.
"""

import hashlib
import random

from scibridge.kernel.ids import ALPHABET, LENGTH

CORPUS_FLOOR = 9_000_000_000_000
SEED_SPAN = 10_000_000_000
BLOCK_SPAN = 10_000


def generator(seed: int, *parts: object) -> random.Random:
    """A generator of its own for each thing made, so that a larger world begins with the smaller one."""
    return random.Random(":".join(str(part) for part in (seed, *parts)))  # noqa: S311 - fiction, not secrets


def public_id(seed: int, *parts: object) -> str:
    """A public id of 60 bits that depends on the seed and ``parts`` alone."""
    digest = hashlib.sha256(":".join(str(part) for part in ("demonstration", seed, *parts)).encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    letters = [ALPHABET[10 + number % (len(ALPHABET) - 10)]]
    number //= len(ALPHABET)
    for _ in range(LENGTH - 1):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def corpus_number(seed: int, block: int, place: int) -> int:
    """The number of a corpus id: ``place`` (0 to 9,999) within ``block`` (0 to 999,999) of ``seed``.

    Seeds are told apart modulo 100, which is what thirteen digits leave room for.
    """
    return CORPUS_FLOOR + (seed % 100) * SEED_SPAN + block * BLOCK_SPAN + place


def is_fictional(openalex_id: str) -> bool:
    """Whether a corpus id (``W…``, ``A…``, ``I…``) belongs to a demonstration world."""
    number = openalex_id.rsplit("/", 1)[-1][1:]
    return number.isdigit() and int(number) >= CORPUS_FLOOR
