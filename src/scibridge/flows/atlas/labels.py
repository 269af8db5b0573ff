"""The words of the atlas: what each indicator is called, means, and how it is computed."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Indicator:
    """Its name, definition, formula and source, and the statements that compute it."""

    label: Any
    definition: Any
    formula: str
    source: str
    statements: tuple[str, ...]


_WALTMAN = "Waltman & van Eck 2015, Journal of Informetrics 9(4), 872–894"
INDICATORS: dict[str, Indicator] = {
    "output": Indicator(
        _("Works"),
        _("Works with at least one author there. Fractional: each work is shared equally by its units."),
        "Σ 1   |   Σ 1/k",
        _WALTMAN,
        ("cells", "unit_years"),
    ),
    "international_share": Indicator(
        _("International share"),
        _("The share of works whose authors are in two countries or more."),
        "N(countries ≥ 2) / N",
        "OECD, Frascati Manual 2015; Wilson 1927 for the interval",
        ("cells", "unit_years"),
    ),
    "partners": Indicator(
        _("Partners"),
        _("With how many others there is at least one work together."),
        "|{b : n_ab > 0}|",
        "Freeman 1978, Social Networks 1(3), 215–239",
        ("pairs", "unit_partners"),
    ),
    "joint_first": Indicator(
        _("Leads as first author"),
        _("Of the works with others, the share whose first author is here."),
        "N(first author here, k ≥ 2) / N(k ≥ 2)",
        "Moya-Anegón et al. 2013, Scientometrics 97, 421–434",
        ("cells", "unit_years"),
    ),
    "joint_last": Indicator(
        _("Leads as last author"),
        _("Of the works with others, the share whose last author is here."),
        "N(last author here, k ≥ 2) / N(k ≥ 2)",
        "Moya-Anegón et al. 2013, Scientometrics 97, 421–434",
        ("cells", "unit_years"),
    ),
    "citations": Indicator(
        _("Citations, normalised"),
        _(
            "The mean over works of their citations, each divided by the average of the corpus for the same"
            " topic and year; 1 is average. Works without topic or year are left out."
        ),
        "1/N Σ c_i / e(topic_i, year_i)",
        "Waltman et al. 2011, Journal of Informetrics 5(1), 37–47",
        ("cells", "unit_citations"),
    ),
    "growth": Indicator(
        _("Growth a year"),
        _("The slope of the logarithm of works over the years, as a rate; at least three years with works."),
        "exp(slope(ln N_year)) − 1",
        "Gauss 1809; OLS",
        ("unit_years",),
    ),
}
