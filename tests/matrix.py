"""The table of who sees what through which door, and how a cell is read off a door.

Columns are roles, rows are doors: an address of the pages, one of the API, or mail. A cell names what of a
need and an offer comes through, a letter each, so that every tier of every door is said for every role:

    P  their public words                         S  what is for the signed-in
    N  what waits for an NDA                      B  who stands behind them, held back until an NDA here
    O  the owner's own reference                  R  a change that waits for a moderator
    U  what is not published                      M  a moderator's note to the owner
    I  an address that was invited
    –  none of these                              in  led to sign in
    404, 403, 401  nothing there, not allowed, no credentials

Organisation, person and facility are public as records: where a page is about one of them, B is its own name
and says nothing of a need or an offer; P would.
"""

import re
from typing import Any

from tests.doors import (
    ADMINISTRATOR,
    CLEARED,
    MEMBER,
    MODERATOR,
    OWNER,
    REPRESENTATIVE,
    RIVAL,
    STRANGER,
    TITLES,
    VISITOR,
    Doors,
    unmarked,
)

from scibridge.domain.invitations.access import invitation_link

COLUMNS = (
    VISITOR, STRANGER, RIVAL, MEMBER, CLEARED, OWNER, REPRESENTATIVE, MODERATOR, ADMINISTRATOR,
)  # fmt: skip
LETTERS = {
    "P": re.compile("|".join((*TITLES, "港口无人机静音旋翼")), re.IGNORECASE),
    "S": re.compile("leak-signed", re.IGNORECASE),
    "N": re.compile("leak-nda", re.IGNORECASE),
    "B": re.compile("leak-(?:body|owner|hall|inventor)", re.IGNORECASE),
    "O": re.compile("leak-reference", re.IGNORECASE),
    "R": re.compile("leak-revision", re.IGNORECASE),
    "U": re.compile("leak-(?:draft|submitted|returned|withdrawn|shelved)", re.IGNORECASE),
    "M": re.compile("leak-note", re.IGNORECASE),
    "I": re.compile("leak-invited", re.IGNORECASE),
}


def cell(status: int, location: str, text: str) -> str:
    """What came through."""
    if status in {301, 302}:
        return "in" if "/accounts/login/" in location else "→"
    if status != 200:
        return str(status)
    return "".join(letter for letter, pattern in LETTERS.items() if pattern.search(text)) or "–"


def rows(table: str) -> dict[str, dict[str, str]]:
    """Door → role → cell, of a table whose columns stand apart by spaces and whose doors end with a bar."""
    found = {}
    for line in table.strip().splitlines():
        door, _, cells = line.partition("|")
        if door.strip() and not door.strip().startswith(("door", "--")):
            found[door.strip()] = dict(zip(COLUMNS, cells.split(), strict=True))
    return found


def written(found: dict[str, dict[str, str]]) -> str:
    """The table as it is written down, for whoever adds a door."""
    width = max(map(len, found))
    head = f"{'door':{width}} | " + " ".join(f"{role[:7]:7}" for role in COLUMNS)
    lines = [
        f"{door:{width}} | " + " ".join(f"{cells[role]:7}" for role in COLUMNS)
        for door, cells in found.items()
    ]
    return "\n".join(line.rstrip() for line in (head, *lines))


def ids_of(world: Doors) -> dict[str, str]:
    """What a door may name."""
    return {
        "need": world.need.public_id,
        "offer": world.offer.public_id,
        "body": world.organisation.public_id,
        "hall": world.facility.public_id,
        "inventor": world.inventor.public_id,
        **{state: one.public_id for state, one in world.needs.items()},
        **{f"{tier}_file": one.public_id for tier, one in world.files.items()},
        **{f"{to}_invitation": invitation_link(one) for to, one in world.invitations.items()},
    }


def come_through(client: Any, address: str, role: str, **more: Any) -> str:
    """The cell of an address for that client in that role, whose own name on the page tells nothing."""
    response = client.get(address, **more)
    body = b"".join(response) if response.streaming else response.content
    response.close()
    text = unmarked(body.decode("utf-8", "replace"))
    if role == OWNER:
        text = text.replace("LEAK-OWNER Lena", "")
    return cell(response.status_code, response.headers.get("Location", ""), text)
