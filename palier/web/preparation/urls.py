"""Addresses of the preparation of a session."""

from django.urls import path

from palier.web.preparation import checklist, equipment

app_name = "preparation"
_HERE = "<str:public_id>/preparation/"
urlpatterns = [
    path(_HERE, checklist.page, name="page"),
    path(f"{_HERE}ajouter/", checklist.add, name="add"),
    path(f"{_HERE}<int:pk>/cocher/", checklist.tick, name="tick"),
    path(f"{_HERE}<int:pk>/noter/", checklist.note, name="note"),
    path(f"{_HERE}<int:pk>/retirer/", checklist.remove, name="remove"),
    path(f"{_HERE}liste-du-lieu/", checklist.keep, name="keep"),
    path(f"{_HERE}reserver/", equipment.reserve, name="reserve"),
]
