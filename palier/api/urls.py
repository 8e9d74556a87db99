"""Addresses of the API, version 1. They never change: a test holds them."""

from django.urls import URLPattern, path

from palier.api.api import api
from palier.api.door import open_door
from palier.api.guide import guide


def _open(pattern: URLPattern) -> URLPattern:
    pattern.callback = open_door(pattern.callback)
    return pattern


app_name = "api"
# ninja’s own root page and documentation load scripts from elsewhere: ours stands in their place.
urlpatterns = [
    path("", guide, name="api-root"),  # the name under which ninja looks for its own prefix
    *[_open(p) for p in api.urls[0] if isinstance(p, URLPattern) and p.name != "api-root"],
]
