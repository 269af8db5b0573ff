"""Forms of the signed-in person: profile and API tokens."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scibridge.domain.accounts.states import Scope
from scibridge.web.labels import SCOPES


class ProfileForm(forms.Form):
    """The name others see, and the language of mail."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of mail to you"), choices=settings.LANGUAGES)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: nightly export of our needs")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, SCOPES[scope]) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ.value],
    )
    expires_at = forms.DateTimeField(
        label=_("Ends on (optional)"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
