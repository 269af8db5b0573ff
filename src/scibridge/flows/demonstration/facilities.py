"""Facilities of a demonstration world: what they can do, who may use them and how to ask."""

import random
from collections.abc import Sequence

from scibridge.flows.demonstration.entities import Facility, Organisation
from scibridge.flows.demonstration.identity import public_id
from scibridge.flows.demonstration.scenario import Family
from scibridge.flows.demonstration.words import Words

PER_BLOCK = 40
_HOLDERS = frozenset({"university", "institute", "facility", "hospital"})
_ACCESS = (
    (("on_site",), "peer_reviewed"),
    (("on_site", "remote"), "paid"),
    (("mail_in",), "paid"),
    (("mail_in", "on_site"), "conditional"),
    (("virtual", "remote"), "free"),
    (("on_site",), "free"),
)
_HOW = {
    "peer_reviewed": Words(
        "Send a two-page proposal by 1 March or 1 September; a panel answers within eight weeks.",
        "每年 3 月 1 日或 9 月 1 日前提交两页申请书，专家组八周内答复。",
    ),
    "paid": Words(
        "Ask for a quotation with the number of samples; booking opens once the order is signed.",
        "说明样品数量即可索取报价，签订委托单后开放预约。",
    ),
    "conditional": Words(
        "Open to joint projects: name your partner on the site and the agreement you work under.",
        "面向合作项目开放，请注明本单位合作人及所依据的合作协议。",
    ),
    "free": Words(
        "Register with an institutional address; the next free slots are given out every Monday.",
        "使用单位邮箱注册，每周一分配空余机时。",
    ),
}
_NEIGHBOURS = Words(
    "Funded under a regional programme that reserves its time for these countries.",
    "由区域计划资助，机时仅限下列国家申请。",
)
_PUBLIC = Words(
    "Free time is paid from public funds and reserved for public bodies.",
    "免费机时由公共经费支持，仅面向公立机构。",
)


def make_facilities(
    seed: int,
    block: int,
    chance: random.Random,
    organisations: Sequence[Organisation],
    families: Sequence[Family],
) -> tuple[Facility, ...]:
    """``PER_BLOCK`` facilities, each with an organisation that works on its family where there is one."""
    made = []
    for number in range(PER_BLOCK):
        family = families[number % len(families)]
        holders = [one for one in organisations if _HOLDERS & set(one.types) and family.key in one.families]
        fallback = [one for one in organisations if _HOLDERS & set(one.types)]
        made.append(_facility(seed, block, number, chance, chance.choice(holders or fallback), family))
    return tuple(made)


def _facility(
    seed: int, block: int, number: int, chance: random.Random, home: Organisation, family: Family
) -> Facility:
    access_types, mode = _ACCESS[chance.randrange(len(_ACCESS))]
    regional = chance.random() < 0.2
    place = home.city.name
    techniques = family.techniques
    return Facility(
        public_id=public_id(seed, "facility", block, number),
        organisation=home.public_id,
        name=Words(f"{family.facility.en}, {place.en}", f"{place.zh}{family.facility.zh}"),
        description=Words(
            f"{family.facility.en} of {home.name.en}. Offers {'; '.join(word.en for word in techniques)}.",
            f"隶属{home.name.zh}，提供{'、'.join(word.zh for word in techniques)}。",
        ),
        techniques=techniques,
        city=home.city,
        access_types=access_types,
        access_mode=mode,
        eligible_countries=_neighbours(home) if regional else (),
        eligible_organisation_types=("university", "institute", "hospital") if mode == "free" else (),
        eligibility_reason=_NEIGHBOURS if regional else _PUBLIC if mode == "free" else Words(),
        how_to_apply=_HOW[mode],
        contact_address=f"facility{number}@{home.domain}",
        family=family.key,
    )


# Groups whose regional programmes do reserve instrument time; anything else reserves it for the home country.
_REGIONS = (
    ("CN", "HK", "SG", "MY", "TH", "VN", "ID", "PH"),
    ("KE", "UG", "TZ", "RW", "ET", "ZM"),
    ("GH", "NG", "SN"),
    ("BR", "AR", "CL", "PE", "CO"),
    ("DE", "FR", "NL", "BE", "ES", "PT", "IT", "GR", "SE", "DK", "FI", "PL", "CZ", "HU", "RO", "IE", "AT"),
    ("IN", "BD", "LK", "NP"),
)


def _neighbours(home: Organisation) -> tuple[str, ...]:
    country = home.city.country
    return next((region for region in _REGIONS if country in region), (country,))
