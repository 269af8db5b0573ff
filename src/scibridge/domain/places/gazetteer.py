"""Which city a record means: known ones recognised by name and region, new ones given their address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from i18nfield.strings import LazyI18nString

from scibridge.domain.places.models import LONGEST_SLUG, Place
from scibridge.domain.places.names import address_word, as_pinyin, folded_names, free_address
from scibridge.kernel.bilingual import CHINESE, ENGLISH, bilingual, versions

# Above so many names it is quicker to read every city of the countries at hand.
_MOST_NAMES_ASKED = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A city as a record names it; ``names`` maps a content language to words."""

    country: str
    names: Mapping[str, str]
    region: str = ""
    region_code: str = ""
    latitude: float | None = None
    longitude: float | None = None


def _lines(names: Mapping[str, str]) -> str:
    """Every folded name, each between line breaks, the Chinese one also in pinyin; empty without a name."""
    folded = folded_names(names)
    found = dict.fromkeys(folded.values())
    if CHINESE in folded:
        found[as_pinyin(folded[CHINESE])] = None
    return "\n".join(["", *found, ""]) if found else ""


def named_as(names: Mapping[str, str]) -> tuple[LazyI18nString, str]:
    """How a city is called, and by which names it is recognised."""
    return bilingual(names.get(ENGLISH, ""), names.get(CHINESE, "")), _lines(names)


def _same_name(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    """Whether two folded names can be one city's.

    Where both are known in Chinese that decides, because it tells namesakes in pinyin apart and a native name
    from an English one not; then English; and last whether the Chinese of one sounds like the other.
    """
    for code in (CHINESE, ENGLISH):
        if code in first and code in second:
            return first[code] == second[code]
    chinese, latin = first.get(CHINESE) or second.get(CHINESE), first.get(ENGLISH) or second.get(ENGLISH)
    return bool(chinese and latin) and as_pinyin(chinese or "") == (latin or "").replace(" ", "")


class Gazetteer:
    """The countries and cities that some records may mean, read at once. Call it within a transaction."""

    def __init__(self, wanted: Iterable[Named]) -> None:
        named = [one for one in wanted if one.country]
        countries = {one.country for one in named}
        self._countries = {row.country: row for row in Place.objects.filter(country__in=countries, slug="")}
        self._cities: dict[str, list[Place]] = {}
        for row in self._read(named, countries):
            self._cities.setdefault(row.country, []).append(row)

    def _read(self, named: list[Named], countries: set[str]) -> Iterable[Place]:
        lines = {word for one in named for word in _lines(one.names).split("\n") if word}
        rows = Place.objects.filter(country__in=countries).exclude(slug="").order_by("pk")
        if len(lines) <= _MOST_NAMES_ASKED:
            bears = Q(pk__in=[])
            for word in lines:
                bears |= Q(names__contains=f"\n{word}\n") | Q(names__contains=word.replace(" ", ""))
            rows = rows.filter(bears)
        return rows

    def country(self, code: str) -> Place:
        """The row of a country, made when something first stands there."""
        if code not in self._countries:
            self._countries[code] = Place.objects.get_or_create(country=code, slug="")[0]
        return self._countries[code]

    def find(self, named: Named) -> Place | None:
        """The city that is meant, made if it is new; the country where no city is named; none without one."""
        if not named.country:
            return None
        folded = folded_names(named.names)
        if not folded:
            return self.country(named.country)
        self.country(named.country)
        held = [
            row
            for row in self._cities.get(named.country, ())
            if _same_name(folded, folded_names(versions(row.name)))
            and (not row.region_code or not named.region_code or row.region_code == named.region_code)
        ]
        held.sort(key=lambda row: (row.region_code != named.region_code, row.pk))
        if not held:
            return self._make(named)
        return self._learn(held[0], named)

    def _make(self, named: Named) -> Place:
        word = address_word(named.names)
        taken = Place.objects.filter(country=named.country, slug__startswith=word)
        name, names = named_as(named.names)
        row = Place.objects.create(
            country=named.country,
            slug=free_address(word, named.region, taken.values_list("slug", flat=True))[:LONGEST_SLUG],
            name=name,
            names=names,
            region=named.region,
            region_code=named.region_code,
            latitude=named.latitude,
            longitude=named.longitude,
        )
        self._cities.setdefault(named.country, []).append(row)
        return row

    def _learn(self, row: Place, named: Named) -> Place:
        """Fill in what the row did not know."""
        known = versions(row.name)
        names = dict(named.names) | known
        changed = names.keys() - known.keys()
        if changed:
            row.name, row.names = named_as(names)
        if named.region_code and not row.region_code:
            row.region, row.region_code, changed = named.region, named.region_code, {"region"}
        if named.latitude is not None and row.latitude is None:
            row.latitude, row.longitude, changed = named.latitude, named.longitude, {"latitude"}
        if changed:
            row.save()
        return row
