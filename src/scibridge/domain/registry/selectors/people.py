"""Reads of people and their affiliations."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from scibridge.domain.registry.models import Affiliation, Organisation, Person, PersonIdentifier
from scibridge.domain.registry.names import fold
from scibridge.domain.registry.selectors.listing import Survivors, words_in
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, normalise
from scibridge.kernel.ids import is_public_id
from scibridge.kernel.prepared import Part, Parts, Prepared, prefetch

_KEY_SCHEMES = {Scheme.ORCID.value, Scheme.OPENALEX.value}
MOST_SUGGESTIONS = 50
# More than these are looked for among all who keep out: an import leaves people waiting by the thousand.
_FEW = 500
MOST_SHOWN = 20


def _with_details(rows: QuerySet[Person]) -> QuerySet[Person]:
    affiliations = Affiliation.objects.select_related("organisation")
    return rows.prefetch_related("identifiers", Prefetch("affiliations", affiliations))


_SURVIVORS = Survivors(Person)
_PARTS: Parts = {
    "identifiers": Part("person", Prepared(lambda keys: PersonIdentifier.objects.filter(person__in=keys))),
    "affiliations": Part(
        "person",
        Prepared(lambda keys: Affiliation.objects.select_related("organisation").filter(person__in=keys)),
    ),
}


def _current(year: int) -> Q:
    return (Q(from_year__isnull=True) | Q(from_year__lte=year)) & (
        Q(to_year__isnull=True) | Q(to_year__gte=year)
    )


def people(*, text: str = "", countries: Iterable[str] = (), organisation: str = "") -> QuerySet[Person]:
    """People in order of name, with identifiers and affiliations; ``organisation`` is a public id.

    Without those who keep out of lists.
    """
    rows = Person.objects.filter(merged_into__isnull=True, unlisted=False)
    named = words_in(text, "folded")
    if named is not None:
        rows = rows.filter(named)
    if codes := [code.upper() for code in countries]:
        rows = rows.filter(country__in=codes)
    if organisation:
        held = Affiliation.objects.filter(organisation__public_id=organisation)
        rows = rows.filter(pk__in=held.values("person")) if is_public_id(organisation) else rows.none()
    return _with_details(rows)


def _people_at(organisation: int, year: int) -> QuerySet[Person]:
    held = Affiliation.objects.filter(_current(year), organisation=organisation)
    rows = Person.objects.filter(merged_into__isnull=True, unlisted=False)
    return rows.filter(pk__in=held.values("person"))[:MOST_SHOWN]


_AT: Prepared[Person] = Prepared(_people_at)


def with_affiliations(rows: Iterable[Person]) -> list[Person]:
    """These people, with affiliations and their organisations, in one query more."""
    found = list(rows)
    prefetch(found, {"affiliations": _PARTS["affiliations"]})
    return found


def people_at(organisation: Organisation) -> list[Person]:
    """The first people, in order of name, now affiliated with an organisation; without those who keep out of
    lists."""
    return _AT.all(organisation.pk, timezone.now().year)


def search_people(text: str, *, limit: int = 10) -> list[Person]:
    """Suggestions while someone types a name, in either order of its parts; beginnings first."""
    named = words_in(text, "folded")
    if named is None:
        return []
    rank = Case(
        When(folded__startswith=fold(text), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = people().filter(named).order_by(rank, "sort_key", "pk")
    return list(rows[: min(limit, MOST_SUGGESTIONS)])


def resolve_person(public_id: str) -> tuple[Person, bool]:
    """The person with identifiers and affiliations, and whether the address moved. Raises NotFound."""
    person, moved = _SURVIVORS.of(public_id)
    prefetch([person], _PARTS)
    return person, moved


def person_by_identifier(scheme: Scheme | str, value: str) -> Person | None:
    """The live person who bears an external identifier in any spelling."""
    try:
        stored = normalise(scheme, value)
    except InvalidIdentifier:
        return None
    held = PersonIdentifier.objects.filter(scheme=str(scheme), value=stored).order_by()
    # Asked first and alone: joined to a table just filled, PostgreSQL may begin at the wrong end.
    keys = list(held.values_list("person", flat=True))
    return Person.objects.filter(pk__in=keys, merged_into__isnull=True).order_by("pk").first()


def person_keys(person: Person) -> tuple[str, ...]:
    """Every key under which works and offers may name them; identifiers and absorbed are prefetched."""
    return (
        f"ours:{person.public_id}",
        *(f"{one.scheme}:{one.value}" for one in person.identifiers.all() if one.scheme in _KEY_SCHEMES),
        *(f"ours:{one.public_id}" for one in person.absorbed.all()),
    )


def identifiers_kept_out_of_lists() -> frozenset[tuple[str, str]]:
    """(scheme, value) of everyone whose record keeps them out of lists: for lists made from other sources."""
    rows = PersonIdentifier.objects.filter(person__unlisted=True, person__merged_into__isnull=True)
    return frozenset(rows.values_list("scheme", "value"))


def kept_out_of_lists(public_ids: Iterable[str]) -> frozenset[str]:
    """Those of these people whom no list may name at this moment: unlisted, or merged into another record.

    For what was written down earlier, as an index or a stored answer. One query, however many are asked for.
    """
    asked = frozenset(public_ids)
    if not asked:
        return asked
    rows = Person.objects.filter(Q(unlisted=True) | Q(merged_into__isnull=False))
    if len(asked) <= _FEW:
        rows = rows.filter(public_id__in=asked)
    return asked & frozenset(rows.order_by().values_list("public_id", flat=True))


def people_for_index(public_ids: Sequence[str] | None = None) -> QuerySet[Person]:
    """People that belong in the index (of ``public_ids``, when given), ready for ``person_keys``."""
    rows = Person.objects.filter(merged_into__isnull=True, unlisted=False)
    if public_ids is not None:
        rows = rows.filter(public_id__in=public_ids)
    return _with_details(rows.order_by("pk")).prefetch_related("absorbed")
