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
    "people": Indicator(
        _("People"),
        _("People with an id who signed a work from here; fewer than five are not told."),
        "|{p}|",
        "–",
        ("places", "unit_people"),
    ),
    "newcomers": Indicator(
        _("Newcomers"),
        _(
            "Of the people who signed from here, the share whose first work in the corpus lies in these years"
            " and was signed from here."
        ),
        "|{p : debut(p) = year(p)}| / |{p}|",
        "Price & Gürsey 1975, International Forum on Information and Documentation 1(2), 17–24",
        ("places", "unit_people"),
    ),
    "salton": Indicator(
        _("Salton's measure"),
        _("Joint works against the geometric mean of both outputs, between 0 and 1."),
        "n_ab / √(n_a n_b)",
        "Salton & McGill 1983; Luukkonen et al. 1993, Scientometrics 28, 15–36",
        ("pairs", "unit_partners", "pairs_ranking"),
    ),
    "jaccard": Indicator(
        _("Jaccard's measure"),
        _("Joint works against the works of either, between 0 and 1."),
        "n_ab / (n_a + n_b − n_ab)",
        "Jaccard 1901; Luukkonen et al. 1993, Scientometrics 28, 15–36",
        ("pairs", "unit_partners", "pairs_ranking"),
    ),
    "intensity": Indicator(
        _("Relative intensity"),
        _("Joint works against what the sizes of both alone would give; 1 is what size gives."),
        "n_ab C / (c_a c_b)",
        "Balassa 1965, The Manchester School 33(2), 99–123; Zitt et al. 2000, Scientometrics 47(3), 627–657",
        ("pairs", "unit_partners", "pairs_ranking"),
    ),
    "specialisation": Indicator(
        _("Specialisation"),
        _("The share of a subject in the works here against its share in the corpus; 1 is average."),
        "(n_as / n_a) / (N_s / N)",
        "Balassa 1965; Schubert & Braun 1986, Scientometrics 9(5–6), 281–291",
        ("cells", "unit_subjects"),
    ),
    "degree": Indicator(
        _("Degree"),
        _("With how many others in this network there is a joint work."),
        "|{b : n_ab > 0}|",
        "Freeman 1978, Social Networks 1(3), 215–239",
        ("edges",),
    ),
    "strength": Indicator(
        _("Strength"),
        _("Joint works with all others in this network, summed."),
        "Σ_b n_ab",
        "Barrat et al. 2004, PNAS 101(11), 3747–3752",
        ("edges",),
    ),
    "betweenness": Indicator(
        _("Betweenness"),
        _(
            "The share of shortest ways between two others that lead through here; a way is as long as"
            " 1/works."
        ),
        "Σ σ_st(a)/σ_st ÷ ((n−1)(n−2)/2)",
        "Freeman 1978, Social Networks 1(3), 215–239; Newman 2001, Physical Review E 64, 016132",
        ("edges",),
    ),
    "participation": Indicator(
        _("Participation"),
        _("How evenly joint works are spread over the communities: 0 all in one, towards 1 over many."),
        "1 − Σ_c (k_ac / k_a)²",
        "Guimerà & Amaral 2005, Nature 433, 895–900; Traag et al. 2019, Scientific Reports 9, 5233",
        ("edges",),
    ),
    "bridge": Indicator(
        _("Missing bridge"),
        _(
            "Two strong in a subject, without a joint work on it: the joint works their sizes would give,"
            " times how alike their subjects are (the cosine of works by topic)."
        ),
        "c_a c_b / C · cos(a, b)",
        "Zitt et al. 2000, Scientometrics 47(3), 627–657; Salton & McGill 1983",
        ("strong", "profiles", "joined_among", "links"),
    ),
}
