"""Cities are recognised under either name; namesakes stay apart; an address once given stays."""

import pytest

from scibridge.domain.places.gazetteer import Gazetteer, Named
from scibridge.domain.places.models import Place
from scibridge.kernel.bilingual import versions

pytestmark = pytest.mark.django_db


def find(*cities: Named) -> list[str]:
    """The addresses, each looked for as if it came alone."""
    found = []
    for one in cities:
        place = Gazetteer([one]).find(one)
        found.append("" if place is None else f"{place.country}/{place.slug}")
    return found


def test_one_city_under_both_names() -> None:
    assert (
        find(
            Named("CN", {"zh-hans": "成都"}),
            Named("CN", {"en": "Chengdu"}),
            Named("CN", {"en": "chengdu", "zh-hans": "成都市"}),
            Named("CN", {"zh-hans": "西安"}),
            Named("CN", {"en": "Xi'an"}),
        )
        == ["CN/chengdu"] * 3 + ["CN/xian"] * 2
    )
    assert versions(Place.objects.get(slug="chengdu").name) == {"en": "Chengdu", "zh-hans": "成都"}


def test_namesakes_stay_apart() -> None:
    assert find(
        Named("US", {"en": "Springfield"}, "Missouri", "MO"),
        Named("US", {"en": "Springfield"}, "Illinois", "IL"),
        Named("US", {"en": "Springfield"}, "Missouri", "MO"),
        Named("US", {"en": "Springfield"}),
        Named("CA", {"en": "Springfield"}),
        Named("CN", {"en": "Suzhou", "zh-hans": "苏州"}),
        Named("CN", {"en": "Suzhou", "zh-hans": "宿州"}, "Anhui", "AH"),
    ) == [
        "US/springfield",
        "US/springfield-illinois",
        "US/springfield",
        "US/springfield",
        "CA/springfield",
        "CN/suzhou",
        "CN/suzhou-anhui",
    ]


def test_without_a_city_it_is_the_country_and_without_a_country_nowhere() -> None:
    assert find(Named("BE", {}), Named("", {"en": "Leuven"})) == ["BE/", ""]


def test_many_at_once_are_the_same_cities() -> None:
    wanted = [Named("DE", {"en": f"Town {number % 40}"}) for number in range(90)]
    gazetteer = Gazetteer(wanted)
    first = [gazetteer.find(one) for one in wanted]
    again = Gazetteer(wanted)
    assert [again.find(one) for one in wanted] == first
    assert Place.objects.filter(country="DE").exclude(slug="").count() == 40
