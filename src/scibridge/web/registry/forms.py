"""Forms about records: a suggested correction, a message to whoever stands behind a record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scibridge.domain.exchange.match_words import LANGUAGES
from scibridge.domain.registry.fields import SUGGESTIBLE
from scibridge.domain.registry.labels import FIELDS
from scibridge.domain.registry.selectors.curation import Record
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.bilingual import CHINESE, ENGLISH, versions

# Fields whose value one line or paragraph of text can say; the others are corrected through the reason.
BILINGUAL = frozenset(
    {"name", "place", "summary", "biography", "description", "how_to_apply", "eligibility_reason"}
)
PLAIN = frozenset(
    {"country", "region", "website", "established", "latitude", "longitude", "status", "access_mode"}
)
LISTED = frozenset({"names", "other_names", "types", "access_types", "eligible_countries"})


class CorrectionForm(forms.Form):
    """One field, its right value, and how one knows."""

    field = forms.ChoiceField(label=_("What is wrong"))
    language = forms.ChoiceField(
        label=_("Language of the new words"), choices=[(code, LANGUAGES[code]) for code in (ENGLISH, CHINESE)]
    )
    proposed = forms.CharField(
        label=_("What it should say"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Countries as two letters, such as CN. Several values: one on each line."),
    )
    reason = forms.CharField(
        label=_("How you know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A link to a source helps whoever decides."),
    )

    def __init__(self, *args: Any, kind: RecordKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = SUGGESTIBLE[kind] & (BILINGUAL | PLAIN | LISTED)
        self.fields["field"].choices = [(name, label) for name, label in FIELDS.items() if name in possible]  # type: ignore[attr-defined]

    def value_for(self, record: Record) -> Any:
        """The proposed value in the shape of its field; words of the other language stay as they are."""
        name, proposed = self.cleaned_data["field"], self.cleaned_data["proposed"]
        if name in BILINGUAL:
            return versions(getattr(record, name)) | {self.cleaned_data["language"]: proposed}
        if name in LISTED:
            return [line.strip() for line in proposed.splitlines() if line.strip()]
        return proposed.strip()


class ContactForm(forms.Form):
    """A message through the relay."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
