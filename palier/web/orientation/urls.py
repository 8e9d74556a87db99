from django.urls import path

from palier.web.orientation import search, stuck, where

app_name = "orientation"
urlpatterns = [
    path("chercher/", search.search, name="search"),
    path("je-suis-bloque/", stuck.stuck, name="stuck"),
    path("ou/", where.suggestions, name="where-suggestions"),
]
