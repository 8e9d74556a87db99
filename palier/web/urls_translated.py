"""Addresses of the pages that exist in several languages: the way from a need to a phone number."""

from django.urls import include, path

urlpatterns = [
    path("", include("palier.web.doors.urls")),
    path("", include("palier.web.orientation.urls")),
]
