"""Addresses of the doors of professionals, in French only, behind the login wall."""

from django.urls import path

from palier.web.doors import contributor, front_desk, governance, landing, library, mediator, prescriber

app_name = "homes"
urlpatterns = [
    path("portes/", landing.landing, name="all"),
    path("accueil/", front_desk.front_desk, name="front-desk"),
    path("prescrire/", prescriber.prescriber, name="prescriber"),
    path("pro/", mediator.mediator, name="mediator"),
    path("bibliotheque/", library.library, name="library"),
    path("territoire/", governance.governance, name="governance"),
    path("concertation/", contributor.contributor, name="contributor"),
]
