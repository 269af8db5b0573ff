"""What each global challenge is about, in a few sentences anyone can follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from scibridge.domain.exchange.states import Challenge


@dataclass(frozen=True, slots=True)
class Introduction:
    """A challenge in one line, in a paragraph, and the icon that stands for it."""

    line: Any
    text: Any
    icon: str


INTRODUCTIONS: Mapping[str, Introduction] = {
    Challenge.FUTURE_DEVELOPMENT: Introduction(
        _("Making more of less: industry, cities and infrastructure that last."),
        _(
            "Growth that lasts is made from less: less material, less land, less time between an idea and "
            "its use. Industry, cities and infrastructure are being rebuilt around new materials, "
            "intelligent machines and production without waste, and no country holds all the pieces."
        ),
        "factory",
    ),
    Challenge.FOOD_SECURITY: Introduction(
        _("Enough to eat for everyone, safe, and within what soil and water can bear."),
        _(
            "Feeding everyone well takes crops that bear salt, drought and heat, soils that stay alive, "
            "harvests that are not lost on the way, and food that is safe to eat. Weather and pests cross "
            "borders; seed, method and early warning have to as well."
        ),
        "wheat",
    ),
    Challenge.ENERGY_SECURITY: Introduction(
        _("Energy that is there when it is needed, affordable and clean."),
        _(
            "Energy has to be there when it is needed, at a price people can pay, without heating the "
            "planet. That turns on storage, on grids that bear wind and sun, on fuels for what cannot be "
            "electrified, and on materials that do not come from one place alone."
        ),
        "zap",
    ),
    Challenge.HUMAN_HEALTH: Introduction(
        _("Care that works where doctors are few and budgets small."),
        _(
            "Most of what makes people ill can be prevented, found early or treated, and still does not "
            "reach all who need it. Asked for is care that works where doctors are few: simple "
            "diagnostics, medicines that are safe for the old and the very young, devices that can be "
            "afforded and repaired."
        ),
        "heart-pulse",
    ),
    Challenge.CLIMATE_CHANGE: Introduction(
        _("Emitting less, and living with what has already changed."),
        _(
            "Two tasks at once: to emit less, and to live with what has already changed. Both need "
            "measurements that can be compared, methods shown to work at scale, and knowledge of floods, "
            "heat and drought that travels faster than they do."
        ),
        "cloud-sun-rain",
    ),
    Challenge.PUBLIC_HEALTH_EMERGENCIES: Introduction(
        _("Tests, vaccines and early warning that stand ready before they are needed."),
        _(
            "An outbreak anywhere is a matter of days for everyone. Tests that work without a laboratory, "
            "vaccines that keep without a cold chain, surveillance in waste water and at borders, and "
            "agreed ways of sharing samples and data have to stand ready before they are needed."
        ),
        "siren",
    ),
}
