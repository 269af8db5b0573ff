"""Addresses of every family of public pages in a loaded home, in both languages: ``python
page_addresses.py`` prints them as JSON, family → addresses; with ``--files`` those of downloads.

A family is a route, and where a route answers in different ways (a plain list, a search in it), each of them.
Ids are drawn with a seed from all that there is, so that no page is asked for again and again.
"""

import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

SEED = 7
EACH = 150
LANGUAGES = ("en", "zh-hans")
TYPED = ("uni", "peking", "清华", "qhdx", "hosp", "电池", "bat", "müll", "li w", "solar cel")
MISSPELT = ("univrsity", "hopsital", "电磁", "desalinaton membrane")
COUNTRIES = ("CN", "DE", "KE", "BR", "US", "JP")
CHALLENGES = ("energy_security", "human_health", "food_security", "climate_change")
QUESTIONS = (
    "减少住院老年患者的抗精神病药物使用",
    "solid-state battery with an energy density of at least 400 Wh/kg",
    "适合干旱地区的耐盐碱水稻品种，亩产不低于 400 公斤",
    "low-cost test for dengue that works without refrigeration, result within 20 minutes",
    "green hydrogen electrolyser below 50 kWh/kg",
    "城市内涝预警 提前 6 小时",
)
WORDS = ("battery", "water", "电池", "诊断", "rice", "membrane", "传感器", "low cost")
NAMES = ("university", "hospital", "大学", "医院", "institute", "研究")
SURNAMES = ("wang", "müller", "李", "chen", "silva", "陈")


class Home:
    """Ids of what every visitor may read."""

    def __init__(self) -> None:
        from scibridge.domain.exchange.selectors import published_needs, published_offers
        from scibridge.domain.registry.selectors import facilities, organisations, people
        from scibridge.web.registry.corpus import lake

        self.chance = random.Random(SEED)
        self.needs, self.offers = self._some(published_needs()), self._some(published_offers())
        self.organisations, self.people = self._some(organisations()), self._some(people())
        self.facilities = self._some(facilities())
        self.titles = self._titles(published_needs())
        self.cities = self._cities()
        corpus = lake()
        self.works = [one for one, _mark in self._drawn(corpus.fingerprints(), "W")]
        self.corpus_organisations = [one for one, _mark in self._drawn(corpus.fingerprints(), "I")]
        self.corpus_people = [one for one, _mark in self._drawn(corpus.fingerprints(), "A")]

    def _some(self, rows: Any) -> list[str]:
        ids = list(rows.order_by("pk").prefetch_related(None).values_list("public_id", flat=True))
        return self.chance.sample(ids, min(EACH, len(ids)))

    def _titles(self, rows: Any) -> list[str]:
        from scibridge.kernel.bilingual import versions

        found = [
            words
            for title in rows.values_list("title", flat=True)[:EACH]
            for words in versions(title).values()
        ]
        return self.chance.sample(found, min(EACH, len(found)))

    def _cities(self) -> list[str]:
        from scibridge.domain.places.selectors import cities

        found = [f"{country}/{slug}" for country, slug in cities().values_list("country", "slug")]
        return self.chance.sample(sorted(found), min(EACH, len(found)))

    def answers(self) -> list[tuple[str, str]]:
        """A text and the id of a document that might answer it."""
        kinds = {
            "offer": self.offers,
            "need": self.needs,
            "work": self.works,
            "person": self.people,
            "organisation": self.organisations,
            "facility": self.facilities,
        }
        found = [f"{kind}:{one}" for kind, ids in kinds.items() for one in ids[:25]]
        return [(self.chance.choice(self.titles), one) for one in self.chance.sample(found, len(found))]

    def _drawn(self, marks: Any, kind: str) -> list[Any]:
        found = [one for one in marks if one[0].startswith(kind)]
        return self.chance.sample(found, min(EACH, len(found)))


def _lists(many: str, filters: Sequence[str]) -> dict[str, Callable[[Home], list[str]]]:
    return {
        many: lambda _home: [f"{many}/"],
        f"{many}, later pages": lambda home: [
            f"{many}/?page={home.chance.randint(2, 60)}" for _ in range(EACH)
        ],
        f"{many}, narrowed": lambda _home: [f"{many}/?{one}" for one in filters],
    }


def _each(path: str, ids: str) -> Callable[[Home], list[str]]:
    return lambda home: [path.format(one) for one in getattr(home, ids)]


def _searched(*names: str) -> list[str]:
    return [f"text={quote(one)}" for one in names]


def _asked(texts: Sequence[str], kind: str = "") -> list[str]:
    tail = f"&kind={kind}" if kind else ""
    return [f"match/?q={quote(one)}{tail}" for one in texts]


POSTING_FILTERS = (
    *_searched(*WORDS),
    *(f"country={one}" for one in COUNTRIES),
    *(f"challenge={one}" for one in CHALLENGES),
)
NAMED_FILTERS = (*_searched(*NAMES), *(f"country={one}" for one in COUNTRIES), "text=uni&country=DE")
PEOPLE_FILTERS = (*_searched(*SURNAMES), *(f"country={one}" for one in COUNTRIES))


def _answers(path: str) -> Callable[[Home], list[str]]:
    return lambda home: [path.format(one, quote(text)) for text, one in home.answers()]


def _compared(path: str) -> Callable[[Home], list[str]]:
    """The texts with four answers each."""

    def make(home: Home) -> list[str]:
        rows = home.answers()
        fours = [rows[at : at + 4] for at in range(0, len(rows) - 3, 4)]
        return [path + quote(four[0][0]) + "".join(f"&with={one}" for _, one in four) for four in fours]

    return make


def _below_needs(home: Home) -> list[tuple[str, str]]:
    return list(zip(home.needs, home.offers, strict=False))


# Family → addresses below the language prefix.
FAMILIES: dict[str, Callable[[Home], list[str]]] = {
    "home": lambda _home: [""],
    "standing pages": lambda _home: ["about/", "help/", "privacy/"],
    "sign in": lambda _home: ["accounts/login/", "accounts/signup/", "accounts/password/reset/"],
    **_lists("needs", POSTING_FILTERS),
    **_lists("offers", POSTING_FILTERS),
    **_lists("organisations", (*NAMED_FILTERS, "type=hospital", "type=university&country=CN")),
    **_lists("people", PEOPLE_FILTERS),
    **_lists("facilities", (*_searched(*WORDS), "access=remote", "terms=free&country=CN")),
    "need": _each("needs/{}/", "needs"),
    "offer": _each("offers/{}/", "offers"),
    "organisation": _each("organisations/{}/", "organisations"),
    "person": _each("people/{}/", "people"),
    "facility": _each("facilities/{}/", "facilities"),
    "work": _each("works/{}/", "works"),
    "organisation of the literature": _each("organisations/{}/", "corpus_organisations"),
    "person of the literature": _each("people/{}/", "corpus_people"),
    "match": lambda home: _asked((*QUESTIONS, *home.titles)),
    "match, one kind": lambda home: [
        address
        for kind in ("offer", "work", "person", "organisation")
        for address in _asked(home.titles[:40], kind)
    ],
    "match, a kind that follows": lambda home: [
        address.replace("match/?", "match/group/?")
        for place, kind in enumerate(("person", "organisation", "facility", "need"))
        for address in _asked(home.titles[place::4], kind)
    ],
    "match, narrowed": lambda home: [
        f"{address}&sort=must_haves&country={country}"
        for country, address in zip(COUNTRIES * 10, _asked(home.titles[:60], "offer"), strict=False)
    ],
    "match, to one answer": _answers("match/answer/{}/?q={}"),
    "match, compared": _compared("match/compare/?q="),
    "need, to one answer": lambda home: [
        f"needs/{need}/matches/offer:{offer}/" for need, offer in _below_needs(home)
    ],
    "need, compared": lambda home: [
        f"needs/{need}/compare/?with=offer:{offer}" for need, offer in _below_needs(home)
    ],
    "search": lambda home: [
        f"search/?q={quote(one)}" for one in (*WORDS, *NAMES, *SURNAMES, *MISSPELT, *home.titles[:40])
    ],
    "search, one kind": lambda _home: [
        f"search/?q={quote(one)}&kind={kind}"
        for one in (*WORDS, *NAMES)
        for kind in ("need", "offer", "organisation", "work")
    ],
    "search, as one types": lambda _home: [
        f"search/suggest/?q={quote(one)}" for one in (*TYPED, *WORDS, *NAMES, *SURNAMES, *MISSPELT)
    ],
    "places": lambda _home: [
        *("places/", "places/?sort=name", "places/?text=lond"),
        f"places/?text={quote('上海')}",
    ],
    "country": lambda _home: [f"places/{one}/" for one in COUNTRIES],
    "country, its people": lambda _home: [
        f"places/{one}/?show={what}"
        for one in COUNTRIES
        for what in ("organisations", "people", "facilities", "needs", "offers")
    ],
    "city": lambda home: [f"places/{one}/" for one in home.cities],
    "challenges": lambda _home: ["challenges/"],
    "challenge": lambda _home: [f"challenges/{one}/" for one in CHALLENGES],
    "challenge, narrowed": lambda _home: [
        f"challenges/{one}/?{asked}"
        for one in CHALLENGES
        for asked in ("show=needs&country=DE", "show=offers", "show=people", "country=CN")
    ],
    "feeds of lists": lambda _home: [
        f"{many}/feed/?{one}" for many in ("needs", "offers") for one in ("", *POSTING_FILTERS)
    ],
    "feeds of searches": lambda home: [f"match/feed/?q={quote(one)}" for one in home.titles[:40]],
    "feeds of challenges": lambda _home: [f"challenges/{one}/feed/" for one in CHALLENGES],
    "feeds of organisations": _each("organisations/{}/feed/", "organisations"),
}
# Downloads, which hold a list whole: asked for apart from pages.
FILES: dict[str, Callable[[Home], list[str]]] = {
    "files of lists": lambda _home: [
        f"{many}/export/{form}/?{one}"
        for many in ("needs", "offers")
        for form in ("csv", "json")
        for one in POSTING_FILTERS
    ],
    "files of matches": lambda home: [
        f"match/export/{form}/?q={quote(one)}&kind=offer"
        for form in ("csv", "json")
        for one in home.titles[:40]
    ],
    "files of comparisons": lambda home: [
        *(one for form in ("csv", "json") for one in _compared(f"match/compare/export/{form}/?q=")(home)),
        *(
            f"needs/{need}/compare/export/{form}/?with=offer:{offer}"
            for form in ("csv", "json")
            for need, offer in _below_needs(home)[:40]
        ),
    ],
}
# Family → addresses without a language.
PLAIN: dict[str, Callable[[Home], list[str]]] = {
    "robots, health": lambda _home: ["robots.txt", "healthz"],
    "map of the site": lambda _home: ["sitemap.xml"],
    "part of the map": lambda _home: [f"sitemap-{one}-1.xml" for one in ("needs", "offers", "organisations")],
}


def addresses(home: Home, *, files: bool) -> Iterator[tuple[str, list[str]]]:
    """Each family of pages, or of files, with its addresses, in both languages."""
    for family, make in (FILES if files else FAMILIES).items():
        below = make(home)
        yield family, [f"/{language}/{one}" for language in LANGUAGES for one in below]
    for family, make in ({} if files else PLAIN).items():
        yield family, [f"/{one}" for one in make(home)]


def main() -> None:
    """Print the addresses of the home that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scibridge.config.settings")
    import django

    django.setup()
    found = {family: rows for family, rows in addresses(Home(), files="--files" in sys.argv) if rows}
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
