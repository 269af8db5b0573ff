"""A query compiled once answers as the one it was made from, whatever its values."""

import pytest
from django.db import connection
from django.db.models import Count, Prefetch, prefetch_related_objects
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scibridge.domain.registry.models import Organisation, OrganisationName, OrganisationRelation
from scibridge.kernel.prepared import MOST_LISTED, NotPreparable, Part, Prepared, prefetch

COUNTRIES = ("CN", "DE", "", "FR", "KE")
NUMBERS = (1500, 1600, 1900, 1950, 2001)


@pytest.fixture
def rows(db):
    """Twelve organisations, some with names and relations."""
    made = [
        Organisation.objects.create(
            name={"en": f"Name {number}", "zh-hans": ""},
            country=COUNTRIES[number % len(COUNTRIES)],
            established=NUMBERS[number % len(NUMBERS)],
            sort_key=f"name {number:02}",
        )
        for number in range(12)
    ]
    for row in made[::2]:
        for value in ("A", "B"):
            OrganisationName.objects.create(organisation=row, value=f"{value} {row.pk}")
        OrganisationRelation.objects.create(organisation=row, kind="child", target=made[1])
    return made


def _narrowed(country, number):
    return Organisation.objects.filter(country=country, established__lte=number).exclude(country="XX")


def _counted(countries):
    found = Organisation.objects.filter(country__in=countries).order_by("country").values_list("country")
    return found.annotate(number=Count("pk"))


NARROWED = Prepared(_narrowed)
COUNTED = Prepared(_counted)
TWICE = Prepared(lambda text: Organisation.objects.filter(country=text) | _narrowed(text, 1700))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    country=st.sampled_from(COUNTRIES) | st.text("ab'%\"\\?$:", max_size=4),
    number=st.sampled_from(NUMBERS) | st.integers(-9, 32_000),
    countries=st.lists(st.sampled_from(COUNTRIES), max_size=4),
)
def test_it_answers_as_the_query_does(rows, country, number, countries):
    assert NARROWED.all(country, number) == list(_narrowed(country, number))
    assert COUNTED.all(countries) == list(_counted(countries))
    assert TWICE.all(country) == list(Organisation.objects.filter(country=country))
    assert NARROWED.first(country, number) == _narrowed(country, number).first()


def test_values_are_parameters_and_the_query_is_asked_each_time(rows):
    by_id = Prepared(lambda public_id: Organisation.objects.filter(public_id=public_id))
    assert by_id.first(rows[0].public_id).established == 1500
    Organisation.objects.filter(pk=rows[0].pk).update(established=1507)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert by_id.first(rows[0].public_id).established == 1507
        assert by_id.first("x' OR 1=1 --") is None
        assert by_id.all([]) == []
    assert len(asked) == 2


def test_a_list_longer_than_pages_show_is_asked_as_ever(rows):
    keys = [row.pk for row in rows] + list(range(-MOST_LISTED, 0))
    by_key = Prepared(lambda keys: Organisation.objects.filter(pk__in=keys))
    assert by_key.all(keys) == list(Organisation.objects.all())


def test_what_it_names_beside_is_fetched_with_it(rows):
    named = Prepared(lambda keys: OrganisationName.objects.select_related("organisation").filter(pk__in=keys))
    keys = [one.pk for one in OrganisationName.objects.all()]
    with CaptureQueriesContext(connection) as asked:
        found = named.all(keys)
        assert found[0].organisation.name.localize("en") == "Name 0"
    assert len(asked) == 1


def test_a_value_that_is_not_compared_with_is_refused(db):
    deciding = Prepared(lambda text: Organisation.objects.filter(country="CN" if text else "DE"))
    with pytest.raises(NotPreparable, match="1 of 1"):
        deciding.all("CN")


def test_what_belongs_to_rows_is_what_django_prefetches(rows):
    parts = {
        "names": Part(
            "organisation", Prepared(lambda keys: OrganisationName.objects.filter(organisation__in=keys))
        ),
        "relations": Part(
            "organisation",
            Prepared(
                lambda keys: OrganisationRelation.objects.select_related("target").filter(
                    organisation__in=keys
                )
            ),
        ),
    }
    ours, theirs = list(Organisation.objects.all()), list(Organisation.objects.all())
    relations = OrganisationRelation.objects.select_related("target")
    with CaptureQueriesContext(connection) as asked:
        prefetch(ours, parts)
        prefetch(ours, parts)
        seen = [
            (
                [(one.value, one.organisation.pk) for one in row.names.all()],
                [one.target for one in row.relations.all()],
            )
            for row in ours
        ]
    assert len(asked) == 2
    prefetch_related_objects(theirs, "names", Prefetch("relations", relations))
    assert seen == [
        ([(one.value, row.pk) for one in row.names.all()], [one.target for one in row.relations.all()])
        for row in theirs
    ]
    # What is narrowed further is asked of the database, and only of the row's own.
    assert ours[2].names.filter(value__startswith="A").count() == 1
    assert ours[1].names.count() == 0
    prefetch([], parts)
