"""What readers see for the codes of following, in both languages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.following.states import Cadence, News, Target

TARGETS = {
    Target.NEED: _("Need"),
    Target.OFFER: _("Offer"),
    Target.ORGANISATION: _("Organisation"),
    Target.SEARCH: _("Search"),
}
CADENCES = {
    Cadence.IN_APP: _("On this site only"),
    Cadence.DAILY: _("By mail, once a day"),
    Cadence.WEEKLY: _("By mail, once a week"),
}
NEWS = {
    News.ANSWER: _("New answer"),
    News.ASKED: _("A need that asks for it"),
    News.FOUND: _("New in this search"),
    News.POSTED: pgettext_lazy("an organisation posted it", "New"),
    News.CHANGED: _("Changed"),
    News.CLOSED: _("No longer open"),
}
