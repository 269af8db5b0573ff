"""The form of one follow: its name, how often, and in which language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scibridge.domain.following.labels import CADENCES
from scibridge.domain.following.models import Follow


class FollowForm(forms.Form):
    """What its follower may change."""

    name = forms.CharField(label=_("Your name for it"), max_length=200)
    cadence = forms.ChoiceField(
        label=_("How you are told"), choices=[(code.value, label) for code, label in CADENCES.items()]
    )
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)


def form_of(follow: Follow, data: object = None) -> FollowForm:
    """The form of a follow; every field has an id of its own on a page of many."""
    initial = {"name": follow.name, "cadence": follow.cadence, "language": follow.language}
    return FollowForm(data, initial=initial, auto_id=f"id_{follow.public_id}_%s")  # type: ignore[arg-type]
