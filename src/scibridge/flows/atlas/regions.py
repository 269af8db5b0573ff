"""In which region an organisation of the corpus lies, as the registry says: a province, a state, a county.

A region is a country and the code of its subdivision (ISO 3166-2), as ROR gives it from GeoNames. A record
without one takes that of its city, where all records of the city that have one agree.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.states import OrganisationStatus
from scibridge.engines.atlas.tables import REGIONS
from scibridge.kernel.bilingual import versions

_CHINA: Final = {
    "AH": "安徽省",
    "BJ": "北京市",
    "CQ": "重庆市",
    "FJ": "福建省",
    "GD": "广东省",
    "GS": "甘肃省",
    "GX": "广西壮族自治区",
    "GZ": "贵州省",
    "HA": "河南省",
    "HB": "湖北省",
    "HE": "河北省",
    "HI": "海南省",
    "HL": "黑龙江省",
    "HN": "湖南省",
    "JL": "吉林省",
    "JS": "江苏省",
    "JX": "江西省",
    "LN": "辽宁省",
    "NM": "内蒙古自治区",
    "NX": "宁夏回族自治区",
    "QH": "青海省",
    "SC": "四川省",
    "SD": "山东省",
    "SH": "上海市",
    "SN": "陕西省",
    "SX": "山西省",
    "TJ": "天津市",
    "XJ": "新疆维吾尔自治区",
    "XZ": "西藏自治区",
    "YN": "云南省",
    "ZJ": "浙江省",
}


def region_id(country: str, code: str) -> str:
    """``CN-BJ``; nothing where one of both is not known, or is no code."""
    return f"{country}-{code.upper()}" if country and code.isascii() and code.isalnum() else ""


def regions_of(numbers: Mapping[int, int]) -> tuple[dict[int, str], pa.Table]:
    """Institution of the corpus → region, and the names of the regions; ``numbers`` maps organisations of the
    registry to institutions."""
    places = Organisation.objects.exclude(status=OrganisationStatus.MERGED.value).exclude(country="")
    rows = list(places.order_by("pk").values_list("pk", "country", "region", "region_code", "place"))
    found: dict[int, str] = {}
    named: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    cities: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, country, name, code, city in rows:
        if region := region_id(country, code):
            found[key] = region
            if name:
                named[region][name] += 1
            cities[country, _city(city)].add(region)
    for key, country, _name, _code, city in rows:
        there = cities.get((country, _city(city)), set()) if _city(city) else set()
        if key not in found and len(there) == 1:
            found[key] = next(iter(there))
    lying = {numbers[key]: region for key, region in found.items() if key in numbers}
    return lying, _names(sorted(set(lying.values())), named)


def _city(place: object) -> str:
    """The name of a city, folded: the first there is."""
    return next((name.casefold() for name in versions(place).values() if name), "")


def _names(regions: list[str], named: Mapping[str, Mapping[str, int]]) -> pa.Table:
    """The name most records have, the first of equals; nothing where none has one."""
    english = [
        min(((-times, name) for name, times in named.get(one, {}).items()), default=(0, ""))[1]
        for one in regions
    ]
    chinese = [_CHINA.get(one[3:], "") if one[:2] == "CN" else "" for one in regions]
    countries = [one[:2] for one in regions]
    return pa.table(
        {"id": regions, "name": english, "name_zh": chinese, "country": countries}, schema=REGIONS
    )
