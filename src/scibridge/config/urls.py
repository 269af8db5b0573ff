"""Every address of the platform: pages under a language prefix, the API without one."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from scibridge.api.v1 import api

# One way in: a second factor, confirmed addresses and rate limits hold for the administration pages too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("scibridge.web.urls_unprefixed")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("accounts/", include("allauth.urls")),
        path("", include("scibridge.web.urls")),
    ),
]

handler400 = "scibridge.web.refusals.bad_request"
handler403 = "scibridge.web.errors.permission_denied"
handler404 = "scibridge.web.errors.not_found"
handler500 = "scibridge.web.errors.server_error"
