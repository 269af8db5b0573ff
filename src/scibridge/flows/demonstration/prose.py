"""Titles and abstracts of the demonstration's works, put together from a family's literature.

A work is told as one kind of study: the frame of its title and the sentence on its method belong together.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scibridge.flows.demonstration.scenario import Family
from scibridge.flows.demonstration.words import Template, Words, capitalised

T = TypeVar("T")

# (title, method) of each kind of study, English and Chinese in the same order.
_STUDIES = {
    "en": (
        (
            "{Approach} and {subject}: a {months}-month study in {place}",
            "We followed {count} cases in {place} for {months} months, using {approach}.",
        ),
        (
            "{Approach} for {subject}: a systematic review of {count} studies",
            "Five databases were searched to {year}; {count} studies on {approach} were included.",
        ),
        (
            "{Approach} compared with current practice for {subject} in {place}",
            "In {place}, {approach} was compared with current practice in {count} paired runs.",
        ),
        (
            "Modelling {subject}: {approach} tested in {place}",
            "A model built on {approach} was fitted to {count} records and tested in {place}.",
        ),
        (
            "{Subject} across {sites} sites: the part played by {approach}",
            "Work was done at {sites} sites led from {place}, {count} observations in all.",
        ),
        (
            "What limits {subject}? Evidence on {approach} from {place}",
            "We combined {approach} with interviews and measurements in {place} ({count} records).",
        ),
        (
            "Scaling up {approach} for {subject}: {months} months in {place}",
            "{Approach} went from the bench to routine use in {place} within {months} months.",
        ),
        (
            "Mechanisms behind {subject} revealed by {approach} ({place}, {year})",
            "Using {approach}, we examined {count} samples collected in {place}.",
        ),
    ),
    "zh": (
        (
            "{approach}与{subject}：{place} {months} 个月的研究",
            "在{place}对 {count} 例进行了 {months} 个月跟踪，采用{approach}。",
        ),
        (
            "{approach}用于{subject}的系统综述（纳入 {count} 项研究）",
            "检索五个数据库，截至 {year} 年，纳入有关{approach}的研究 {count} 项。",
        ),
        (
            "{place}{approach}与现行做法的比较：以{subject}为例",
            "在{place}以 {count} 组配对试验比较{approach}与现行做法。",
        ),
        (
            "{subject}的模型研究：{approach}在{place}的检验",
            "基于{approach}建立模型，用 {count} 条记录标定，并在{place}检验。",
        ),
        (
            "{sites} 个站点的{subject}：{approach}的作用",
            "研究由{place}牵头，在 {sites} 个站点开展，共获得 {count} 次观测。",
        ),
        (
            "制约{subject}的因素：来自{place}的{approach}证据",
            "在{place}将{approach}与访谈、实测相结合（{count} 条记录）。",
        ),
        (
            "{approach}的规模化应用：{place}{subject} {months} 个月的实践",
            "{approach}在{place}用 {months} 个月由实验室走向常规应用。",
        ),
        (
            "基于{approach}的{subject}机理研究（{place}，{year}）",
            "采用{approach}，对采自{place}的 {count} 份样本进行分析。",
        ),
    ),
}
_CLOSINGS = {
    "en": (
        "The effect held at every site, so {approach} can be carried over to similar settings.",
        "Cost, not performance, now limits wider use.",
        "The gain was largest where the starting point was worst.",
        "Longer follow-up is needed before {approach} becomes routine.",
        "Data and code are open, and a second group has repeated the main result.",
    ),
    "zh": (
        "各站点效果一致，{approach}可推广到类似场景。",
        "目前制约推广的是成本而非性能。",
        "基础越差的地方改善越明显。",
        "{approach}成为常规手段之前，还需更长时间的随访。",
        "数据与代码已公开，主要结果已由另一团队重复。",
    ),
}


@dataclass(frozen=True, slots=True)
class _Told:
    """One setting of a family in one language, ready to render: slots of the setting are filled already."""

    subjects: tuple[str, ...]
    approaches: tuple[str, ...]
    background: tuple[str, ...]
    findings: tuple[Template, ...]


class Prose:
    """Titles and abstracts of one family, in either language."""

    def __init__(self, family: Family) -> None:
        self._told = {
            language: tuple(_told(family, setting, language) for setting in family.settings)
            for language in ("en", "zh")
        }
        self._studies = {
            language: tuple((Template.of(title), Template.of(method)) for title, method in rows)
            for language, rows in _STUDIES.items()
        }
        self._closings = {
            language: tuple(Template.of(row) for row in rows) for language, rows in _CLOSINGS.items()
        }

    def write(self, language: str, place: str, year: int, chance: random.Random) -> tuple[str, str]:
        """(title, abstract) of a work in ``language`` about ``place``."""
        told = _pick(self._told[language], chance)
        subject, approach = _pick(told.subjects, chance), _pick(told.approaches, chance)
        values = {
            "subject": subject,
            "approach": approach,
            "Subject": capitalised(subject),
            "Approach": capitalised(approach),
            "place": place,
            "year": str(year),
            "months": str(4 + int(chance.random() * 44)),
            "count": str(18 + int(chance.random() ** 3 * 4200)),
            "sites": str(3 + int(chance.random() * 29)),
        }
        title, method = _pick(self._studies[language], chance)
        first = int(chance.random() * len(told.findings))
        sentences = [
            _pick(told.background, chance),
            method.rendered(values, chance),
            told.findings[first].rendered(values, chance),
        ]
        if chance.random() < 0.7:
            sentences.append(told.findings[first - 1].rendered(values, chance))
        sentences.append(_pick(self._closings[language], chance).rendered(values, chance))
        return capitalised(title.rendered(values, chance)), ("" if language == "zh" else " ").join(sentences)


def _pick(choices: Sequence[T], chance: random.Random) -> T:
    return choices[int(chance.random() * len(choices))]


def _told(family: Family, setting: Mapping[str, Words], language: str) -> _Told:
    slots = {name: getattr(words, language) for name, words in setting.items()}

    def texts(rows: Sequence[Words]) -> tuple[str, ...]:
        return tuple(_filled(getattr(words, language), slots) for words in rows)

    literature = family.literature
    return _Told(
        texts(literature.subjects),
        texts(literature.approaches),
        tuple(capitalised(text) for text in texts(literature.background)),
        tuple(Template.of(capitalised(text)) for text in texts(literature.findings)),
    )


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """Words of the setting filled in; ranges are left for later."""
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text
