"""Addresses of the pages that exist in French only. French words, stable: a test holds them."""

from django.urls import include, path

urlpatterns = [
    path("lieux/", include("palier.web.directory.urls_places")),
    path("communes/", include("palier.web.directory.urls_communes")),
    path("tenir/", include("palier.web.desk.urls")),
    path("seances/", include("palier.web.desk.urls_public")),
    path("carte/", include("palier.web.map.urls")),
    path("donnees/", include("palier.web.data.urls")),
    path("avis/", include("palier.web.feedback.urls")),
    path("widget/", include("palier.web.widget.urls")),
    path("inscrire-un-lieu/", include("palier.web.inclusion.urls")),
    path("fiches/", include("palier.web.lists.urls")),
    path("fiches/", include("palier.web.records.urls")),
    path("guide/", include("palier.web.guide.urls")),
    path("coordination/", include("palier.web.coordination.urls")),
    path("-/imports/", include("palier.web.imports.urls")),
    path("-/travaux/", include("palier.web.jobs.urls")),
    path("-/courriels/", include("palier.web.jobs.urls_mails")),
    path("-/ui/", include("palier.web.gallery.urls")),
    path("", include("palier.web.accounts.urls")),
    path("", include("palier.web.members.urls")),
    path("", include("palier.web.doors.urls_professional")),
    path("propositions/", include("palier.web.proposals.urls")),
    path("", include("palier.web.verification.urls")),
    path("", include("palier.web.posters.urls")),
    path("", include("palier.web.agenda.urls")),
    path("", include("palier.web.pages.urls")),
]
