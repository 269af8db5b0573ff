"""Where marks of a whole country stand."""

import pytest
from django.core.cache import cache
from tests.flows.test_portraits import organisation

from scibridge.domain.registry.models import Organisation
from scibridge.engines.mapping.arcs import Place
from scibridge.flows.world.centres import centres, usual_centres
from scibridge.kernel.countries import country_names


def test_every_country_has_a_place_on_earth() -> None:
    places = usual_centres()
    assert set(country_names()) - set(places) == set()
    assert all(-90 <= one.latitude <= 90 and -180 <= one.longitude <= 180 for one in places.values())


@pytest.mark.django_db
def test_the_organisations_here_come_first() -> None:
    cache.clear()
    usual = dict(usual_centres())
    assert centres() == usual
    house = organisation("Tsinghua", "Beijing")
    Organisation.objects.filter(pk=house.pk).update(latitude=40.0, longitude=116.3)
    cache.clear()
    assert centres() == usual | {house.country: Place(40.0, 116.3)}
