"""The front door: every URL of the product."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("-/admin/", admin.site.urls),
    path("", include("palier.web.urls")),
    # The language is in the path: no cookie, and an address that can be shared.
    *i18n_patterns(path("", include("palier.web.urls_translated")), prefix_default_language=False),
]
