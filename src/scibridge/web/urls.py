"""The pages, each family in its own list; the language prefix is put before them by the settings' urls."""

from django.urls import include, path

urlpatterns = [
    path("", include("scibridge.web.home.urls")),
    path("", include("scibridge.web.match.urls")),
    # Before the lists, whose addresses would take "feed" for an id.
    path("", include("scibridge.web.following.urls")),
    path("", include("scibridge.web.finding.urls")),
    path("", include("scibridge.web.attachments.urls")),
    path("", include("scibridge.web.exchange.urls")),
    path("", include("scibridge.web.registry.urls")),
    path("", include("scibridge.web.invitations.urls")),
    path("", include("scibridge.web.places.urls")),
    path("", include("scibridge.web.atlas.urls")),
    path("", include("scibridge.web.desk.urls")),
    path("", include("scibridge.web.account.urls")),
    path("", include("scibridge.web.moderation.urls")),
    path("", include("scibridge.web.design.urls")),
]
