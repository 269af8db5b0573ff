"""Contact data in a text: mail addresses, telephone numbers, accounts of messengers.

Owns what looks like a way to reach someone; refuses who may show it. Written to be told of, not to be sure.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Contact(StrEnum):
    """The way."""

    MAIL = "mail"
    TELEPHONE = "telephone"
    MESSENGER = "messenger"


@dataclass(frozen=True, slots=True)
class ContactFound:
    """Where it stands: ``text[start:end]`` is ``quote``."""

    contact: Contact
    quote: str
    start: int
    end: int


_MAIL: Final = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}\s?(?:@|＠|\(at\)|\[at\])\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
# A number is one to call when it is called so, or is written as only numbers to call are.
_CALLED: Final = re.compile(
    r"(?:\b(?:tel|phone|mobile|fax|call)\b\.?|电话|手机|座机|传真|热线|致电|來電|電話)[^\d+＋]{0,8}"
    r"([+＋]?\d[\d\s()./-]{5,18}\d)",
    re.IGNORECASE,
)
_INTERNATIONAL: Final = re.compile(r"[+＋]\d{1,3}[\s-]?(?:\(?\d{1,4}\)?[\s-]?){2,5}\d{1,5}")
_CHINESE_MOBILE: Final = re.compile(r"(?<![\d.])1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![\d.%])")
_MESSENGER: Final = re.compile(
    r"(?:微信号?|wechat|weixin|whatsapp|telegram|qq|line id|skype)\s*(?:id|号|群)?\s*[:：]"
    r"\s*([A-Za-z0-9_+@.-]{4,40})",
    re.IGNORECASE,
)


def contacts(text: str) -> tuple[ContactFound, ...]:
    """Everything that looks like contact data, in order, none inside another."""
    found = [
        *(_found(Contact.MAIL, one, 0) for one in _MAIL.finditer(text)),
        *(_found(Contact.MESSENGER, one, 1) for one in _MESSENGER.finditer(text)),
        *(_found(Contact.TELEPHONE, one, 1) for one in _CALLED.finditer(text)),
        *(_found(Contact.TELEPHONE, one, 0) for one in _INTERNATIONAL.finditer(text)),
        *(_found(Contact.TELEPHONE, one, 0) for one in _CHINESE_MOBILE.finditer(text)),
    ]
    kept: list[ContactFound] = []
    for one in sorted(found, key=lambda found: (found.start, -found.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _found(contact: Contact, match: "re.Match[str]", group: int) -> ContactFound:
    return ContactFound(contact, match.group(group), match.start(group), match.end(group))
