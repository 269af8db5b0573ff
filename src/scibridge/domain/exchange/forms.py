"""The forms in which officers and researchers write needs and offers: one plain HTML form each.

Fields come from ``content``, which also reads and checks what was typed, so that form, API and file agree.
A bilingual field is two inputs, ``title_en`` and ``title_zh``; rows are formsets; ``service_fields`` is what
the services take, and ``add_problems`` puts what they refuse beside the inputs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from scibridge.domain.exchange import labels
from scibridge.domain.exchange.content import (
    MOST_ROWS,
    Field,
    check_content,
    fields_of,
    read_content,
    write_content,
)
from scibridge.domain.exchange.states import NEED_TIERS, OFFER_TIERS, ExportControl, Tier
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import CHINESE, ENGLISH, bilingual
from scibridge.kernel.countries import country_names
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.kernel.sentences import field_sentence

Choices = Sequence[tuple[str, Any]]
EXTRA_ROWS = 2
_SUFFIXES = {"en": ENGLISH, "zh": CHINESE}
_LANGUAGES = {"en": _("English"), "zh": _("Chinese")}
_ONE_LINE = frozenset({"title", "keywords", "metric", "note", "baseline", "source", "field_of_use"})
_CODES: dict[str, Mapping[Any, Any]] = {
    "challenge": labels.CHALLENGES,
    "orientation": labels.ORIENTATIONS,
    "research_class": labels.RESEARCH_CLASSES,
    "ip_status": labels.IP_STATUSES,
    "export_control": labels.EXPORT_CONTROLS,
    "operator": labels.OPERATORS,
    "scheme": labels.IDENTIFIER_KINDS,
    "right": labels.RIGHTS,
    "readiness": labels.READINESS,
    "readiness_now": labels.READINESS,
    "readiness_required": labels.READINESS,
}
_KINDS: dict[Kind, Mapping[Any, Any]] = {Kind.NEED: labels.NEED_KINDS, Kind.OFFER: labels.OFFER_KINDS}
_LISTS: dict[str, Mapping[Any, Any]] = {
    "sdgs": labels.SDGS,
    "ip_position": labels.IP_POSITIONS,
    "partnerships": labels.PARTNERSHIPS,
}
_COUNTRIES = frozenset({"eligible_countries", "excluded_countries", "territories"})
_DATES = frozenset({"deadline", "expires_on"})
_DECIMALS = frozenset({"low", "high", "baseline_value", "budget_low", "budget_high", "share"})
_REQUIRED = {Kind.NEED: {"kind", "title", "problem"}, Kind.OFFER: {"kind", "title", "summary"}}
HELP = {
    "title": _("One line that says what is wanted or offered, without the name of a product."),
    "problem": _("What happens today, to whom, how often, and what it costs. Write for an expert abroad."),
    "current_solution": _("What you use or have tried so far."),
    "shortfall": _("What today's solution does not reach, in figures where you have them."),
    "summary": _("Two or three sentences: what it is, what it does, for whom."),
    "description": _("How it works, as far as everyone may know it."),
    "material": _("The material, substance or data at the centre."),
    "method": _("The process or technique."),
    "efficacy": _("The effect to be reached, or that was shown."),
    "product": _("The thing that comes out."),
    "application": _("Where and by whom it is used."),
    "keywords": _("Separated by semicolons."),
    "topics": _("OpenAlex topic ids such as T10018, with or without their names, separated by semicolons."),
    "must_haves": _("Conditions that can be measured, such as energy density at least 400 Wh/kg."),
    "claims": _("Figures you have measured, with what they are compared with and where this was shown."),
    "excluded_approaches": _("What you have ruled out, separated by semicolons."),
    "currency": _("Three letters, such as EUR or CNY."),
    "ip_position": _("What you want to hold at the end."),
    "eligible_countries": _("Leave empty for everyone. A restriction needs its reason."),
    "excluded_countries": _("Leave empty for none. An exclusion stands only with its reason."),
    "background": _("Patents, licences or data of others without which it cannot be used."),
    "export_control": _("Under the law of your country. What may not be exported cannot be published here."),
    "rights": _("Which rights may be had, where, and whether exclusively. No territory means everywhere."),
    "identifiers": _("DOI, patent number such as CN112345678B, or SPDX licence such as Apache-2.0."),
    "inventors": _("People of the registry by their id on this platform; shares may stay open."),
    "confidential_details": _("Never shown to anyone but you and those you clear after an NDA."),
    "external_reference": _("For you alone; a file with the same reference updates this entry."),
    "expires_on": _("Empty: until the deadline, or one year from publication."),
    "unit": _("As usual in the field: Wh/kg, °C, %, mg/L. Empty for a count."),
    "high": _("Only for “between”."),
}
# The first part of each is what a need or an offer cannot do without; the rest sharpens the match.
_SECTIONS: dict[Kind, tuple[tuple[Any, tuple[str, ...]], ...]] = {
    Kind.NEED: (
        (_("What is needed"), ("title", "problem", "must_haves", "kind", "organisation")),
        (
            _("Today's solution"),
            (
                "current_solution", "shortfall", "excluded_approaches", "readiness_now", "readiness_required",
            ),
        ),
        (_("Five elements"), ("material", "method", "efficacy", "product", "application", "keywords")),
        (
            _("Terms"),
            (
                "budget_low", "budget_high", "currency", "deadline", "answer_within_days", "ip_position",
                "eligible_countries", "eligible_reason", "excluded_countries", "excluded_reason",
            ),
        ),
        (_("Classification"), ("challenge", "topics", "orientation", "research_class", "sdgs")),
        (
            _("Confidentiality and publication"),
            ("confidential_details", "field_tiers", "expires_on", "external_reference"),
        ),
    ),
    Kind.OFFER: (
        (
            _("The result"),
            (
                "title", "summary", "claims", "readiness", "readiness_evidence", "identifiers", "kind",
                "organisation",
            ),
        ),
        (_("How it works, and what it costs"), ("description", "cost_comparison")),
        (_("Five elements"), ("material", "method", "efficacy", "product", "application", "keywords")),
        (
            _("Rights and cooperation"),
            ("ip_status", "rights", "background", "export_control", "partnerships"),
        ),
        (_("People and facilities"), ("inventors", "facilities")),
        (_("Classification"), ("challenge", "topics", "orientation", "research_class", "sdgs")),
        (
            _("Confidentiality and publication"),
            ("confidential_details", "field_tiers", "expires_on", "external_reference"),
        ),
    ),
}  # fmt: skip
# What an input holds though nobody chose it.
_UNCHOSEN = {"export_control": ExportControl.NOT_ASSESSED.value}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One content field on the page: its label and help, and its inputs or the formset of its rows."""

    name: str
    label: Any
    help: Any
    required: bool
    inputs: tuple[BoundField, ...] = ()
    formset: "forms.BaseFormSet[Any] | None" = None

    @property
    def filled(self) -> bool:
        """Whether its writer put something in."""
        if self.formset is not None:
            return any(_has_value(one) for form in self.formset for one in form.visible_fields())
        return any(_has_value(one) for one in self.inputs)

    @property
    def has_problems(self) -> bool:
        """Whether something in it must be corrected."""
        rows = self.formset is not None and any(self.formset.errors)
        return rows or any(one.errors for one in self.inputs)


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the page; the first one is what cannot be done without."""

    title: Any
    rows: tuple[FormRow, ...]
    essential: bool = False

    @property
    def filled(self) -> tuple[Any, ...]:
        """The labels of the fields that hold something: what the closed part says of itself."""
        return tuple(row.label for row in self.rows if row.filled)

    @property
    def has_problems(self) -> bool:
        """Whether something in it must be corrected."""
        return any(row.has_problems for row in self.rows)


def _has_value(field: BoundField) -> bool:
    value = field.value()
    if field.name.startswith("tier_"):
        # Held back more or less than fields of its name are.
        return bool(value) and value != field.field.initial
    return bool(value) and value != _UNCHOSEN.get(field.name)


def _choices(codes: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), label) for code, label in codes.items()]


def _inputs(field: Field, kind: Kind | None, given: Mapping[str, Choices]) -> dict[str, forms.Field]:
    """The Django fields of a content field; every check beyond the shape is the content's own."""
    name, label = field.name, labels.FIELDS.get(field.name, field.name)
    if field.bilingual:
        return {f"{name}_{code}": _text(name, language) for code, language in _LANGUAGES.items()}
    if name == "field_tiers":
        defaults = NEED_TIERS if kind is Kind.NEED else OFFER_TIERS
        return {f"tier_{one}": _tier(one, default) for one, default in defaults.items()}
    if name in given and field.many:
        return {name: _several(label, given[name])}
    codes = _KINDS[kind] if name == "kind" and kind is not None else _CODES.get(name)
    if name in given or codes is not None:
        choices = [("", "—"), *(given[name] if name in given else _choices(codes or {}))]
        return {name: forms.ChoiceField(label=label, choices=choices, required=False)}
    if name in _LISTS:
        return {name: _several(label, _choices(_LISTS[name]), boxes=True)}
    if name in _COUNTRIES:
        countries = sorted(country_names(get_language() or "en").items(), key=lambda pair: pair[1])
        return {name: _several(label, countries)}
    if name in ("exclusive", "no_comparison"):
        return {name: forms.BooleanField(label=label, required=False)}
    return {name: _plain(name, label)}


def _text(name: str, language: Any) -> forms.CharField:
    widget = forms.TextInput() if name in _ONE_LINE else forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=language, required=False, widget=widget)


def _tier(name: str, default: Tier) -> forms.ChoiceField:
    label = labels.FIELDS[name]
    return forms.ChoiceField(
        label=label, choices=_choices(labels.TIERS), required=False, initial=default.value
    )


def _several(label: Any, choices: Choices, *, boxes: bool = False) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple() if boxes else forms.SelectMultiple(attrs={"size": 6})
    return forms.MultipleChoiceField(label=label, choices=list(choices), required=False, widget=widget)


def _plain(name: str, label: Any) -> forms.CharField:
    attributes: dict[str, Any] = {}
    if name in _DECIMALS:
        attributes["inputmode"] = "decimal"
    elif name == "answer_within_days":
        attributes["inputmode"] = "numeric"
    widget = forms.DateInput(attrs={"type": "date"}) if name in _DATES else forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=False, widget=widget)


def _initial(field: Field, value: Any) -> dict[str, Any]:
    """Input name → what it shows for a stored JSON value."""
    if field.bilingual:
        return {f"{field.name}_{code}": (value or {}).get(content, "") for code, content in _SUFFIXES.items()}
    if field.name == "field_tiers":
        return {f"tier_{name}": tier for name, tier in (value or {}).items()}
    if field.name == "topics":
        return {field.name: "; ".join(written_topic(one) for one in value or ())}
    if field.many:
        return {field.name: [str(one) for one in value or ()]}
    if isinstance(value, float):
        return {field.name: f"{value:.15g}"}
    return {field.name: "" if value is None else value}


def written_topic(topic: Mapping[str, Any]) -> str:
    """A topic as the form writes it: its id, then its names."""
    names = [text.replace(";", ",").replace("|", "/") for text in (topic.get("name") or {}).values()]
    return " ".join([topic["id"], " | ".join(names)]).strip()


def _typed_topic(part: str) -> dict[str, Any]:
    """A topic as it was typed; the language of a name is told by its script."""
    own_id, _space, names = part.strip().partition(" ")
    found: dict[str, str] = {}
    for name in (one.strip() for one in names.split("|")):
        if name:
            found.setdefault(CHINESE if any("㐀" <= letter <= "鿿" for letter in name) else ENGLISH, name)
    return {"id": own_id, "name": found}


def _typed(field: Field, cleaned: Mapping[str, Any]) -> Any:
    """What was typed into a content field, as its reader takes it."""
    if field.bilingual:
        return {content: cleaned.get(f"{field.name}_{code}", "") for code, content in _SUFFIXES.items()}
    value = cleaned.get(field.name)
    if field.name == "topics":
        parts = str(value or "").replace("；", ";").split(";")
        return [_typed_topic(part) for part in parts if part.strip()]
    return value


def _input_name(path: str) -> str:
    """The input of a problem's path: ``title.zh-hans`` → ``title_zh``, ``sdgs.2`` → ``sdgs``."""
    name, _dot, rest = path.partition(".")
    if name == "field_tiers" and rest:
        return f"tier_{rest}"
    for code, content in _SUFFIXES.items():
        if rest == content:
            return f"{name}_{code}"
    return name


def _put(form: forms.Form, problem: FieldProblem) -> None:
    name = _input_name(problem.field)
    if name not in form.fields:
        name = next((one for one in (f"{name}_en", f"tier_{name}") if one in form.fields), "")
    form.add_error(name or None, forms.ValidationError(field_sentence(problem), code=problem.code))


class RowForm(forms.Form):
    """One row of a posting: a must-have, a claim, a right, an identifier, an inventor."""

    row: ClassVar[tuple[Field, ...]]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.row:
            self.fields.update(_inputs(field, None, {}))

    @property
    def typed(self) -> dict[str, Any]:
        """Row field → what was typed."""
        return {field.name: _typed(field, self.cleaned_data) for field in self.row}

    @property
    def is_empty(self) -> bool:
        """Nothing was typed: the row does not count."""
        return not any(any(one.values()) if isinstance(one, dict) else one for one in self.typed.values())


class _Rows(forms.BaseFormSet[RowForm]):
    @property
    def kept(self) -> list[RowForm]:
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE") and not form.is_empty
        ]


def _row_formset(field: Field) -> type[_Rows]:
    form = type(f"{field.name.title().replace('_', '')}Row", (RowForm,), {"row": field.row})
    made = forms.formset_factory(
        form,
        formset=_Rows,
        extra=EXTRA_ROWS,
        can_delete=True,
        max_num=MOST_ROWS,
        # Django would build a thousand rows more for whoever asks.
        absolute_max=MOST_ROWS + EXTRA_ROWS,
    )
    return cast("type[_Rows]", made)


class PostingForm(forms.Form):
    """A need or an offer. ``organisations`` and ``facilities``: (public id, name) the writer may choose from.

    ``content`` is the stored content to start from (``selectors.editable_content``).
    """

    KIND: ClassVar[Kind]
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        content: Mapping[str, Any] | None = None,
        version: int | None = None,
        organisations: Choices = (),
        facilities: Choices = (),
        **options: Any,
    ) -> None:
        stored = write_content(content or {})
        initial: dict[str, Any] = {"version": version}
        self.formsets: dict[str, _Rows] = {}
        super().__init__(data, **options)
        for field in fields_of(self.KIND):
            if field.row:
                rows = [_row_initial(field, row) for row in stored.get(field.name, ())]
                self.formsets[field.name] = _row_formset(field)(data, prefix=field.name, initial=rows or None)
                continue
            given = {"organisation": organisations, "facilities": facilities}
            self.fields.update(_inputs(field, self.KIND, given))
            if field.name in stored:
                initial |= _initial(field, stored[field.name])
        self.initial = {**initial, **self.initial}

    def is_valid(self) -> bool:
        """The form and all its rows."""
        rows = [formset.is_valid() for formset in self.formsets.values()]
        return super().is_valid() and all(rows) and self._content_is_valid

    @cached_property
    def _content_is_valid(self) -> bool:
        """Whether content can be read from what was typed; problems land beside their inputs."""
        try:
            values = read_content(self.KIND, self.service_fields)
        except InvalidInput as error:
            self.add_problems(error.problems)
            return False
        problems = check_content(self.KIND, values)
        self.add_problems(problems)
        return not problems

    @property
    def service_fields(self) -> dict[str, Any]:
        """The ``fields`` of ``create_need`` and its like."""
        found: dict[str, Any] = {}
        for field in fields_of(self.KIND):
            if field.row:
                found[field.name] = [form.typed for form in self.formsets[field.name].kept]
            elif field.name == "field_tiers":
                found[field.name] = self._tiers()
            else:
                found[field.name] = _typed(field, self.cleaned_data)
        return found

    def _tiers(self) -> dict[str, str]:
        chosen = {
            name: self.cleaned_data.get(f"tier_{name}")
            for name in (NEED_TIERS if self.KIND is Kind.NEED else OFFER_TIERS)
        }
        return {name: tier for name, tier in chosen.items() if tier}

    def add_problems(self, problems: Iterable[FieldProblem]) -> None:
        """Put what the content or a service refused beside the inputs it is about."""
        for problem in problems:
            name, _dot, rest = problem.field.partition(".")
            place, _dot, column = rest.partition(".")
            if name in self.formsets and place.isdigit() and int(place) < len(self.formsets[name].kept):
                inner = FieldProblem(column, problem.code, problem.data)
                _put(self.formsets[name].kept[int(place)], inner)
            else:
                _put(self, problem)

    def sections(self) -> list[FormSection]:
        """The page in its order."""
        return [
            FormSection(title, tuple(self._row(name) for name in names), place == 0)
            for place, (title, names) in enumerate(_SECTIONS[self.KIND])
        ]

    def _row(self, name: str) -> FormRow:
        label, help_text = labels.FIELDS[name], HELP.get(name, "")
        required = name in _REQUIRED[self.KIND]
        if name in self.formsets:
            return FormRow(name, label, help_text, required, formset=self.formsets[name])
        names = [one for one in self.fields if one in (name, f"{name}_en", f"{name}_zh")]
        if name == "field_tiers":
            names = [one for one in self.fields if one.startswith("tier_")]
        return FormRow(name, label, help_text, required, tuple(self[one] for one in names))


def _row_initial(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(row)
    if shown.get("operator") != "between" and shown.get("high") == shown.get("low"):
        shown["high"] = None
    return {key: value for one in field.row for key, value in _initial(one, shown.get(one.name)).items()}


class NeedForm(PostingForm):
    """A need."""

    KIND = Kind.NEED


class OfferForm(PostingForm):
    """An offer."""

    KIND = Kind.OFFER


_NOTE: dict[str, Any] = {"required": False, "max_length": 2000}


def _note_area(language: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 5, "lang": language})


class ReturnForm(forms.Form):
    """A moderator's answer that asks for changes."""

    reason = forms.ChoiceField(label=_("Reason"), choices=_choices(labels.RETURN_REASONS))
    note_en = forms.CharField(label=_("What to change, in English"), widget=_note_area("en"), **_NOTE)
    note_zh = forms.CharField(label=_("What to change, in Chinese"), widget=_note_area("zh-Hans"), **_NOTE)

    def note(self) -> LazyI18nString:
        """What was written, in the languages it was written in."""
        return bilingual(self.cleaned_data["note_en"], self.cleaned_data["note_zh"])
