"""The forms in which organisations, people and facilities are registered and edited.

Fields come from ``registry.fields``, which also checks them; a bilingual field is two inputs side by side.
The contact address is write-only: what is stored is never put into a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scibridge.domain.exchange.forms import FormRow, FormSection
from scibridge.domain.registry import labels
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.selectors.curation import Record
from scibridge.domain.registry.states import (
    FACILITY_MACHINE,
    FacilityStatus,
    NameKind,
    OrganisationStatus,
    RecordKind,
)
from scibridge.kernel.bilingual import CHINESE, ENGLISH, html_language, versions
from scibridge.kernel.countries import country_names
from scibridge.kernel.errors import FieldProblem, UnknownOption
from scibridge.kernel.identifiers import (
    ORGANISATION_SCHEMES,
    PERSON_SCHEMES,
    InvalidIdentifier,
    normalise,
)
from scibridge.kernel.sentences import field_sentence

_LANGUAGES = {"en": _("English"), "zh": _("Chinese")}
_CONTENT = {"en": ENGLISH, "zh": CHINESE}
_LINES = frozenset({"name", "place", "eligibility_reason", "role"})
_PARAGRAPHS = frozenset({"summary", "biography", "description", "how_to_apply"})
_KEYWORDS = frozenset({"expertise", "kinds", "techniques"})
_ONE_A_LINE = frozenset({"other_names", "domains"})
_SEVERAL: dict[str, Mapping[Any, Any]] = {
    "types": labels.ORGANISATION_TYPES,
    "access_types": labels.ACCESS_TYPES,
    "eligible_organisation_types": labels.ORGANISATION_TYPES,
}
_FIGURES = {"latitude": "decimal", "longitude": "decimal", "established": "numeric"}
_LIVING = (OrganisationStatus.ACTIVE, OrganisationStatus.INACTIVE)
_ROWS = ("names", "identifiers")
MOST_ROWS = 100
EXTRA_ROWS = 2

Parts = tuple[tuple[Any, tuple[str, ...]], ...]
PARTS: dict[RecordKind, Parts] = {
    RecordKind.ORGANISATION: (
        (_("Names"), ("name", "names")),
        (_("What it is"), ("types", "summary", "established", "status")),
        (_("Where it is"), ("country", "place", "region", "latitude", "longitude")),
        (_("How it is recognised"), ("identifiers", "website", "domains")),
        (_("Messages"), ("contact_address",)),
    ),
    RecordKind.PERSON: (
        (_("Names"), ("name", "other_names", "country")),
        (_("Work"), ("biography", "expertise")),
        (_("How they are recognised"), ("identifiers", "website")),
        (_("Who finds them"), ("unlisted",)),
    ),
    RecordKind.FACILITY: (
        (_("What it is"), ("name", "description", "kinds", "techniques", "website")),
        (_("Where it is"), ("country", "place", "latitude", "longitude")),
        (
            _("How to use it"),
            (
                "status",
                "access_types",
                "access_mode",
                "eligible_countries",
                "eligible_organisation_types",
                "eligibility_reason",
                "how_to_apply",
            ),
        ),
        (_("Messages"), ("contact_address",)),
    ),
}
REQUIRED = {
    RecordKind.ORGANISATION: frozenset({"name", "country", "types"}),
    RecordKind.PERSON: frozenset({"name"}),
    RecordKind.FACILITY: frozenset({"name", "access_types", "access_mode"}),
}
HELP = {
    "unlisted": _(
        "The page stays for those who have its address or follow a link from an offer; lists, searches,"
        " matches, feeds and search engines leave it out."
    ),
    "names": _("Names in other languages, earlier names, acronyms."),
    "other_names": _("One on each line: other spellings, a name before marriage, a pen name."),
    "expertise": _("Separated by semicolons, in the words of the field."),
    "kinds": _("Separated by semicolons."),
    "techniques": _("Separated by semicolons."),
    "domains": _(
        "One on each line, such as example.org. People with a confirmed address there can claim their"
        " records."
    ),
    "latitude": _("Degrees, south negative, such as 53.07."),
    "longitude": _("Degrees, west negative, such as 8.8."),
    "website": _("It begins with https:// or http://."),
    "identifiers": _("Each is checked by its own check digits. Whole addresses may be pasted."),
    "eligible_countries": _("Leave empty for everyone. A restriction needs its reason."),
    "eligible_organisation_types": _("Leave empty for everyone. A restriction needs its reason."),
    "contact_address": _("Messages sent through the platform go here. It is shown to nobody."),
}
_KEPT_ADDRESS = _("An address is stored. Leave this empty to keep it; what you write replaces it.")


def _choices(codes: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), label) for code, label in codes.items()]


def _countries() -> list[tuple[str, str]]:
    return sorted(country_names(get_language() or "en").items(), key=lambda pair: pair[1])


class IdentifierRow(forms.Form):
    """One external identifier."""

    scheme = forms.ChoiceField(label=_("Scheme"), required=False)
    value = forms.CharField(label=_("Identifier"), required=False)


class OrganisationIdentifierRow(IdentifierRow):
    """With the schemes of organisations."""

    scheme = forms.ChoiceField(
        label=_("Scheme"),
        required=False,
        choices=[("", "—"), *((code.value, labels.SCHEMES[code]) for code in ORGANISATION_SCHEMES)],
    )


class PersonIdentifierRow(IdentifierRow):
    """With the schemes of people."""

    scheme = forms.ChoiceField(
        label=_("Scheme"),
        required=False,
        choices=[("", "—"), *((code.value, labels.SCHEMES[code]) for code in PERSON_SCHEMES)],
    )


class NameRow(forms.Form):
    """One other name of an organisation."""

    value = forms.CharField(label=_("Other name"), required=False)
    language = forms.CharField(label=_("Language, such as de or zh-Hans"), required=False)
    kind = forms.ChoiceField(
        label=_("Sort of name"), required=False, choices=_choices(labels.NAME_KINDS), initial=NameKind.ALIAS
    )


def _formset(row: type[forms.Form]) -> Any:
    return forms.formset_factory(row, extra=EXTRA_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


_FORMSETS = {
    (RecordKind.ORGANISATION, "names"): _formset(NameRow),
    (RecordKind.ORGANISATION, "identifiers"): _formset(OrganisationIdentifierRow),
    (RecordKind.PERSON, "identifiers"): _formset(PersonIdentifierRow),
}


def _words(name: str) -> dict[str, forms.Field]:
    def widget() -> forms.Widget:
        return forms.Textarea(attrs={"rows": 4}) if name in _PARAGRAPHS else forms.TextInput()

    return {
        f"{name}_{code}": forms.CharField(label=label, required=False, widget=widget())
        for code, label in _LANGUAGES.items()
    }


def _inputs(kind: RecordKind, name: str, record: Record | None) -> dict[str, forms.Field]:
    """The inputs of one field of a record; every check beyond the shape is the registry's own."""
    label = labels.FIELDS[name]
    if name in _LINES | _PARAGRAPHS | _KEYWORDS:
        return _words(name)
    if name in _SEVERAL:
        boxes = forms.CheckboxSelectMultiple()
        choices = _choices(_SEVERAL[name])
        return {name: forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=boxes)}
    if name == "eligible_countries":
        many = forms.SelectMultiple(attrs={"size": 6})
        return {
            name: forms.MultipleChoiceField(label=label, choices=_countries(), required=False, widget=many)
        }
    if name in {"country", "access_mode", "status"}:
        return {name: forms.ChoiceField(label=label, choices=_options(kind, name, record), required=False)}
    if name in _ONE_A_LINE:
        return {name: forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}))}
    if name == "contact_address":
        return _contact(label, record)
    if name == "unlisted":
        return {name: forms.BooleanField(label=label, help_text=HELP[name], required=False)}
    attributes = {"inputmode": _FIGURES[name]} if name in _FIGURES else {}
    return {name: forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attributes))}


def _contact(label: Any, record: Record | None) -> dict[str, forms.Field]:
    widget = forms.EmailInput(attrs={"autocomplete": "off"})
    inputs: dict[str, forms.Field] = {
        "contact_address": forms.CharField(label=label, required=False, widget=widget)
    }
    if isinstance(record, Organisation | Facility) and record.contact_address:
        inputs["remove_contact_address"] = forms.BooleanField(
            label=_("Delete the stored address"), required=False
        )
    return inputs


def _options(kind: RecordKind, name: str, record: Record | None) -> list[tuple[str, Any]]:
    if name == "country":
        return [("", "—"), *_countries()]
    if name == "access_mode":
        return [("", "—"), *_choices(labels.ACCESS_MODES)]
    if kind is RecordKind.FACILITY and isinstance(record, Facility):
        now = FacilityStatus(record.status)
        possible = [one for one in FacilityStatus if one is now or FACILITY_MACHINE.may(now, one)]
        return [(one.value, labels.FACILITY_STATUSES[one]) for one in possible]
    return [(one.value, labels.ORGANISATION_STATUSES[one]) for one in _LIVING]


def _has_status(kind: RecordKind, record: Record | None) -> bool:
    """A facility begins open; an organisation that its source withdrew is its source's to bring back."""
    if kind is RecordKind.FACILITY:
        return record is not None
    return record is None or record.status in {one.value for one in _LIVING}  # type: ignore[union-attr]


def _stored(name: str, record: Record) -> dict[str, Any]:
    """Input name → what it shows of the record."""
    value = getattr(record, name)
    if name in _LINES | _PARAGRAPHS:
        held = versions(value)
        return {f"{name}_{code}": held.get(content, "") for code, content in _CONTENT.items()}
    if name in _KEYWORDS:
        return {f"{name}_{code}": "; ".join(value.get(content, ())) for code, content in _CONTENT.items()}
    if name in _ONE_A_LINE:
        return {name: "\n".join(value)}
    if isinstance(value, float):
        return {name: f"{value:.15g}"}
    return {name: "" if value is None else value}


def _stored_rows(name: str, record: Organisation | Person) -> list[dict[str, str]]:
    if name == "identifiers":
        return [{"scheme": one.scheme, "value": one.value} for one in record.identifiers.all()]
    shown = {(words, html_language(code)) for code, words in versions(record.name).items()}
    return [
        {"value": one.value, "language": one.language, "kind": one.kind}
        for one in record.names.all()  # type: ignore[union-attr]
        if one.kind != NameKind.LABEL.value or (one.value, one.language) not in shown
    ]


def _split(text: str, separators: str) -> list[str]:
    for one in separators:
        text = text.replace(one, "\n")
    return [part.strip() for part in text.splitlines() if part.strip()]


def more_rows(data: QueryDict) -> QueryDict | None:
    """The same input with one more empty row, when an “add a row” button sent it."""
    name = f"{data.get('add_row', '')}-TOTAL_FORMS"
    count = data.get(name, "")
    if not (count.isascii() and count.isdigit() and len(count) < 4):
        return None
    grown = data.copy()
    grown[name] = str(min(int(count) + 1, MOST_ROWS))
    return grown


class RecordForm(forms.Form):
    """The whole of a record that people may write.

    ``seen`` is when the record last changed before the form was opened; ``opened`` when a form for a new
    one was, by which a form sent twice is recognised.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: RecordKind,
        record: Record | None = None,
        first: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.record = kind, record
        super().__init__(data, initial={"opened": timezone.now().isoformat(), **(first or {})})
        self._names = [
            name
            for _title, names in PARTS[kind]
            for name in names
            if name != "status" or _has_status(kind, record)
        ]
        for name in self._names:
            if name not in _ROWS:
                self.fields.update(_inputs(kind, name, record))
            if record is not None and name not in (*_ROWS, "contact_address"):
                self.initial.update(_stored(name, record))
        if record is not None:
            self.initial["seen"] = record.updated_at.isoformat()
        self.formsets = {name: self._rows(name, data) for name in self._names if name in _ROWS}

    def _rows(self, name: str, data: QueryDict | None) -> Any:
        made = _FORMSETS[self.kind, name]
        if data is not None:
            return made(data, prefix=name)
        held = _stored_rows(name, self.record) if self.record is not None else []  # type: ignore[arg-type]
        return made(initial=held, prefix=name)

    def is_valid(self) -> bool:
        """Whether form and rows have the right shape; the registry checks what they say."""
        return all([super().is_valid(), *(one.is_valid() for one in self.formsets.values())])

    @cached_property
    def sections(self) -> list[FormSection]:
        """What the page shows, part by part."""
        return [
            FormSection(title, tuple(self._row(name) for name in names if name in self._names))
            for title, names in PARTS[self.kind]
        ]

    def _row(self, name: str) -> FormRow:
        help_text: Any = HELP.get(name, "")
        if name == "contact_address" and "remove_contact_address" in self.fields:
            help_text = format_html("{}<br>{}", help_text, _KEPT_ADDRESS)
        wanted = (name, *(f"{name}_{code}" for code in _LANGUAGES), f"remove_{name}")
        inputs = tuple(self[one] for one in wanted if one in self.fields)
        required = name in REQUIRED[self.kind]
        return FormRow(name, labels.FIELDS[name], help_text, required, inputs, self.formsets.get(name))

    def values(self) -> dict[str, Any]:
        """What the registry's services take; the address only where a new one was written or it goes."""
        found: dict[str, Any] = {}
        for name in self._names:
            if name in _ROWS:
                found[name] = self._row_values(name)
            elif name in _LINES | _PARAGRAPHS | _KEYWORDS:
                words = {
                    content: self.cleaned_data.get(f"{name}_{code}", "") for code, content in _CONTENT.items()
                }
                found[name] = (
                    {code: _split(text, ";；") for code, text in words.items()}
                    if name in _KEYWORDS
                    else words
                )
            elif name in _ONE_A_LINE:
                found[name] = _split(self.cleaned_data[name], "")
            elif name != "contact_address":
                found[name] = self.cleaned_data[name]
        address = self.cleaned_data.get("contact_address", "").strip()
        if address or self.cleaned_data.get("remove_contact_address"):
            found["contact_address"] = address
        return found

    def _row_values(self, name: str) -> list[dict[str, str]]:
        rows = [one.cleaned_data for one in self.formsets[name] if one.cleaned_data]
        return [row for row in rows if row.get("value", "").strip() or row.get("scheme")]

    def opened_at(self) -> datetime:
        """When the form was opened, a day ago at most."""
        earliest = timezone.now() - timedelta(days=1)
        try:
            stated = parse_datetime(self.cleaned_data.get("opened", ""))
        except ValueError:
            stated = None
        return max(stated, earliest) if stated is not None and timezone.is_aware(stated) else earliest

    def add_problems(self, problems: Iterable[FieldProblem]) -> None:
        """Put what the registry refused beside its input."""
        for problem in problems:
            name = problem.field.split(".")[0]
            words = self._sentence(problem)
            if name in self.formsets:
                self._add_to_row(name, problem, words)
                continue
            at = next((one for one in (name, f"{name}_en") if one in self.fields), None)
            if at is None and name:
                words = format_html("{}: {}", labels.FIELDS.get(name, name), words)
            self.add_error(at, forms.ValidationError(words, code=problem.code))

    def _sentence(self, problem: FieldProblem) -> Any:
        holder = str(problem.data.get("public_id", ""))
        if problem.code != "taken" or not holder:
            return field_sentence(problem)
        return format_html(
            '{} <a href="{}">{}</a>',
            _("Another record has this identifier. Edit that one, or check each digit."),
            reverse(self.kind.value, args=[holder]),
            _("Open that record"),
        )

    def _add_to_row(self, name: str, problem: FieldProblem, words: Any) -> None:
        value = str(problem.data.get("value", ""))
        rows = [row for row in self.formsets[name] if row.has_changed() or row.initial]
        chosen: Sequence[Any] = [row for row in rows if value and _is_meant(row.cleaned_data, value)] or rows[
            :1
        ]
        if not chosen:
            self.add_error(None, forms.ValidationError(words, code=problem.code))
        for row in chosen[:1]:
            row.add_error("value", forms.ValidationError(words, code=problem.code))


def _is_meant(row: Mapping[str, str], value: str) -> bool:
    if row["value"].strip() == value.strip() or row["value"][:100] == value:
        return True
    try:
        return normalise(row.get("scheme", ""), row["value"]) == value
    except (InvalidIdentifier, UnknownOption):
        return False
