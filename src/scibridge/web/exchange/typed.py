"""What a browser sends of a posting's form, as data: grown, kept, and built where nothing was sent.

Every step of a form without JavaScript is such data in and such data out; nothing here is saved.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from scibridge.domain.exchange.content import MOST_ROWS
from scibridge.domain.exchange.forms import PostingForm

# Of the way the form was sent, not of what was typed.
NOT_TYPED = frozenset(
    {
        "csrfmiddlewaretoken",
        "writer",
        "save",
        "submit",
        "add_row",
        "fit",
        "look",
        "read",
        "settle",
        "find_doi",
    }
)


def _mutable(data: Mapping[str, Sequence[str]]) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, values in data.items():
        made.setlist(name, [str(one) for one in values])
    return made


def begun(form: PostingForm) -> QueryDict:
    """What a browser would send of an untouched form: every default written out, so that none is lost."""
    found: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        _put(found, name, field, form.get_initial_for_field(field, name))
    for formset in form.formsets.values():
        found |= {
            f"{formset.prefix}-{name}": [str(formset.management_form.initial[name])]
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        for row in formset.forms:
            for name, field in row.fields.items():
                _put(found, row.add_prefix(name), field, row.get_initial_for_field(field, name))
    return _mutable(found)


def _put(found: dict[str, list[str]], name: str, field: forms.Field, value: Any) -> None:
    if isinstance(field, forms.MultipleChoiceField):
        if value:
            found[name] = [str(one) for one in value]
    elif isinstance(field, forms.BooleanField):
        if value:
            found[name] = ["on"]
    else:
        found[name] = ["" if value is None else str(value)]


def plain(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, to be kept."""
    return {name: list(values) for name, values in data.lists() if name not in NOT_TYPED}


def from_kept(data: Mapping[str, Any], **more: str) -> QueryDict:
    """What was kept, as if it had just been sent."""
    made = _mutable({name: values for name, values in data.items() if isinstance(values, list)})
    for name, value in more.items():
        made[name] = value
    return made


def with_more_rows(data: QueryDict) -> QueryDict | None:
    """The same input with one more empty row, when an “add a row” button sent it."""
    wanted = data.get("add_row", "")
    count = row_count(data, wanted)
    if not wanted or count is None:
        return None
    grown = data.copy()
    grown[f"{wanted}-TOTAL_FORMS"] = str(min(count + 1, MOST_ROWS))
    return grown


def row_count(data: QueryDict, name: str) -> int | None:
    """How many rows of a formset were sent; None where that is no number."""
    count = data.get(f"{name}-TOTAL_FORMS", "")
    return int(count) if count.isascii() and count.isdigit() and len(count) < 4 else None


def at_version(form: PostingForm, data: QueryDict, version: int) -> None:
    """Have the form shown again name the version it will be saved over."""
    shown = data.copy()
    shown["version"] = str(version)
    form.data = shown


def lenient_fields(form: PostingForm) -> dict[str, Any]:
    """What was typed, whether or not it is right: for looking, while someone writes."""
    for one in (form, *(row for formset in form.formsets.values() for row in formset.forms)):
        one.full_clean()
        _fill(one)
    return form.service_fields


def _fill(form: forms.Form) -> None:
    """A refused input counts as empty."""
    for name, field in form.fields.items():
        form.cleaned_data.setdefault(name, [] if isinstance(field, forms.MultipleChoiceField) else "")
