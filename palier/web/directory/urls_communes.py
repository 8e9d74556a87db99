from django.urls import re_path

from palier.web.directory import commune

app_name = "communes"
urlpatterns = [
    re_path(
        r"^(?P<insee_code>[0-9][0-9AB][0-9]{3})(?:-(?P<slug>[a-z0-9-]*))?/$", commune.commune, name="commune"
    ),
]
