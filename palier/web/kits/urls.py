"""Addresses of the equipment, behind the login wall."""

from django.urls import path

from palier.web.kits import checks, contents, home, reservations, reserving, things

app_name = "kits"
_RESERVATION = "reservations/<str:public_id>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("partage/", home.shared, name="shared"),
    path("manques/", checks.lacks, name="lacks"),
    path("manques/<int:pk>/", checks.settle, name="settle"),
    path("ajouter/", things.choose_owner, name="choose-owner"),
    path("ajouter/<str:owner_id>/", things.add, name="add"),
    path("ajouter/<str:owner_id>/valise/", things.add_kit, name="add-kit"),
    path(_RESERVATION, reservations.reservation, name="reservation"),
    path(f"{_RESERVATION}repondre/", reservations.answer, name="answer"),
    path(f"{_RESERVATION}annuler/", reservations.cancel, name="cancel"),
    path(f"{_RESERVATION}sortie/", checks.out, name="out"),
    path(f"{_RESERVATION}retour/", checks.back, name="back"),
    path("<str:public_id>/", things.thing, name="thing"),
    path("<str:public_id>/modifier/", things.edit, name="edit"),
    path("<str:public_id>/retirer/", things.retire, name="retire"),
    path("<str:public_id>/reserver/", reserving.reserve, name="reserve"),
    path("<str:public_id>/inventaire/", checks.inventory, name="inventory"),
    path("<str:public_id>/contenu/", contents.contents, name="contents"),
    path("<str:public_id>/contenu/ranger/", contents.put, name="put"),
    path("<str:public_id>/contenu/<int:pk>/nombre/", contents.count, name="count"),
    path("<str:public_id>/contenu/<int:pk>/retirer/", contents.remove, name="remove"),
]
