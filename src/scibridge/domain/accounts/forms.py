"""What is our own in the forms of django-allauth: the name at sign-up, words for the name of a key."""

from allauth.account.forms import SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scibridge.domain.accounts.models import Account, shown_language, tidy_name


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Sign-up by e-mail with the name that others will see."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1", "password2"]

    def clean_name(self) -> str:
        """A name of visible characters."""
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Enter the name that others will see."), code="required")
        return name

    def custom_signup(self, request: HttpRequest, account: Account) -> None:
        """Keep the name and the language the form was read in."""
        account.name = self.cleaned_data["name"]
        account.language = shown_language(get_language())
        account.save(update_fields=["name", "language"])


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new security key, with a name to tell it from others."""

    name = forms.CharField(label=_("Name of the key"), required=False, max_length=100)


class EditKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a security key."""

    name = forms.CharField(label=_("Name of the key"), max_length=100)
