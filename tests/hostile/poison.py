"""Hostile words in every text column of the platform, past all checks: what pages make of them is the test.

Owns the attacks and how a page is read for their success.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString
from tests.sources.openalex.objects import new_work
from tests.web.reading import Page

from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.indexing.services import mark_changed
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.flows.indexing.updating import bring_up_to_date

SUM, EVALUATED = "4317", "a template was evaluated"
_SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
# A breakout of text, attribute, title and textarea; template syntax of two languages; a formula.
LONG = (
    '=HYPERLINK("http://x")"\'><img src=x onerror=alert(1)></title></textarea></script><svg onload=alert(1)>'
    "{{ 4310|add:7 }}{% debug %}${4310+7}<script>alert(1)</script><a href=javascript:alert(1)>"
)
SHORT = '"><svg onload=alert(1)>'
APPS = ("accounts", "registry", "exchange", "following", "places", "attachments", "invitations")
# Names of columns whose content is ours: ids, codes, keys, digests, addresses that must stay.
OURS = {
    "public_id", "email", "password", "language", "state", "status", "origin", "key", "digest", "prefix",
    "secret", "sort_key", "folded", "source_key", "source_fingerprint", "kind", "subject_id", "target_kind",
    "target_id", "document_id", "country", "currency", "on_kind", "on_id", "action", "scorer", "stored_as",
    "sha256", "scheme", "code", "target_ror", "token", "region_code", "face", "target", "place_key", "geo_id",
    "slug", "field", "unit",
}  # fmt: skip
JSON_WORDS = {"expertise", "kinds", "techniques"}


def poisoned(field: models.Field[Any, Any]) -> object | None:
    """The attack that fits the column; none where its content is ours."""
    if field.name in OURS or field.choices or getattr(field, "unique", False):
        return None
    if isinstance(field, I18nCharField | I18nTextField):
        return LazyI18nString({"en": LONG, "zh-hans": LONG})
    if isinstance(field, models.TextField):
        return LONG
    if isinstance(field, models.CharField):
        if field.max_length is not None and field.max_length < len(SHORT):
            return None
        return LONG if field.max_length is None or field.max_length >= len(LONG) else SHORT
    if field.name in JSON_WORDS:
        return {"en": [LONG], "zh-hans": [LONG]}
    return None


def columns() -> Iterator[tuple[type[models.Model], dict[str, object]]]:
    """Each table of ours with what its text columns are set to."""
    for app in APPS:
        if not apps.is_installed(f"scibridge.domain.{app}"):
            continue
        for model in apps.get_app_config(app).get_models():
            found = {one.name: poisoned(one) for one in model._meta.concrete_fields}
            yield model, {name: value for name, value in found.items() if value is not None}


def poison() -> int:
    """Set them all, and have the index learn of it; how many columns there were."""
    number = 0
    with transaction.atomic():
        for model, values in columns():
            for name, value in values.items():
                number += _set(model, name, value)
        mark_changed(
            row.document_id
            for model in (Need, Offer, Organisation, Person, Facility)
            for row in model.objects.all()  # type: ignore[attr-defined]
        )
    bring_up_to_date()
    return number


def _set(model: type[models.Model], name: str, value: object) -> bool:
    """Every row's column; a code that the database itself guards stays what it was."""
    longest = getattr(model._meta.get_field(name), "max_length", None)
    try:
        with transaction.atomic():
            for row in model._default_manager.all():
                # A name that must differ within its owner keeps a tail of its own.
                own = f"{value[: (longest or 10**6) - 8]}{row.pk}" if isinstance(value, str) else value
                model._default_manager.filter(pk=row.pk).update(**{name: own})
    except IntegrityError:
        return False
    return True


def hostile_work(number: int) -> Any:
    """A record of the open literature that means no good."""
    return new_work(number, title=LONG, language="en", doi=None)


def harm(html: str) -> list[str]:
    """What in a page would run, or did run on the server: empty where every attack stayed text."""
    page, found = Page(html), []
    for tag, attributes in page.attributes:
        found += [f"{tag} {name}" for name in attributes if name.startswith("on")]
        if tag == "img" and attributes.get("src") == "x":
            found.append("img")
        for name in ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"):
            if (
                (attributes.get(name) or "")
                .strip()
                .lower()
                .startswith(("javascript:", "data:text", "vbscript:"))
            ):
                found.append(f"{tag} {name}")
    for opening, body in _SCRIPT.findall(html):
        # Data for programs may hold the words; whatever ends it early shows as a tag above.
        if "json" not in opening and "alert(1)" in body:
            found.append("script")
    if SUM in html:
        found.append(EVALUATED)
    return found
