"""The front door: every URL of the product."""

from functools import partial

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views import defaults

from palier.web.accounts.operators import OperatorForm

admin.site.login_form = OperatorForm

urlpatterns = [
    path("-/admin/", admin.site.urls),
    path("api/v1/", include("palier.api.urls")),
    path("", include("palier.web.urls")),
    # The language is in the path: no cookie, and an address that can be shared.
    *i18n_patterns(path("", include("palier.web.urls_translated")), prefix_default_language=False),
]

# Django looks for « 404.html »; ours are together in errors/.
handler403 = partial(defaults.permission_denied, template_name="errors/403.html")
handler404 = partial(defaults.page_not_found, template_name="errors/404.html")
handler500 = partial(defaults.server_error, template_name="errors/500.html")
