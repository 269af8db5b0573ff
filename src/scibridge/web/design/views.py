"""Every part that pages are put together from, on one page; it exists only while debugging."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from scibridge.engines.matching.explanation import Outcome
from scibridge.web.design.pairs import TEXTS
from scibridge.web.icons import ICONS

ROWS = ((_("Germany"), 1284, 0.41), (_("China"), 977, 0.31), (_("Kenya"), 58, -0.04))


class SpecimenForm(forms.Form):
    """One field of each kind; bound, so that the look of a problem is seen."""

    name = forms.CharField(label=_("Name"), help_text=_("As it should be shown."))
    address = forms.EmailField(label=_("E-mail"))
    about = forms.CharField(label=_("Summary"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=[("a", _("Research")), ("b", _("Development"))])
    news = forms.BooleanField(label=_("Tell me of new matches"), required=False)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Tokens and parts, live."""
    if not settings.DEBUG:
        raise Http404
    context: dict[str, Any] = {
        "colours": TEXTS,
        "icons": sorted(ICONS),
        "outcomes": list(Outcome),
        "rows": ROWS,
        "form": SpecimenForm({"name": "", "address": "nobody", "stage": "a"}),
        "sort": request.GET.get("sort", "name"),
    }
    return render(request, "web/design/design.html", context)
