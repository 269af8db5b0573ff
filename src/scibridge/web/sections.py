"""The sections of the platform, in the order the header names them; a family of pages adds its line here."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    """One section: the code its pages put into their context, the name of its first page, its label."""

    code: str
    page: str
    label: Any


SECTIONS = (
    Section("need", "needs", _("Needs")),
    Section("offer", "offers", _("Offers")),
    Section("organisation", "organisations", _("Organisations")),
    Section("person", "people", _("People")),
    Section("facility", "facilities", _("Facilities")),
    Section("place", "places", _("Places")),
    Section("challenge", "challenges", _("Challenges")),
    Section("atlas", "atlas", _("Atlas")),
)
