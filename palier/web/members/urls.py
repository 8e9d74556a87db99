"""Addresses of roles: one’s own, those of a structure, those over territories."""

from django.urls import path

from palier.web.members import mine, team, territorial, yourself

app_name = "members"
urlpatterns = [
    path("compte/roles/", mine.roles, name="mine"),
    path("compte/roles/demander/", mine.ask, name="ask"),
    path("compte/roles/demander/territoire/", mine.ask_territory, name="ask-territory"),
    path("compte/roles/<str:kind>/<int:pk>/accepter/", mine.accept, name="accept"),
    path("compte/roles/<str:kind>/<int:pk>/decliner/", mine.decline, name="decline"),
    path("compte/roles/<str:kind>/<int:pk>/quitter/", mine.leave, name="leave"),
    path("compte/mes-donnees/", yourself.data, name="my-data"),
    path("compte/supprimer/", yourself.delete, name="delete-account"),
    path("structures/<str:public_id>/equipe/", team.team, name="team"),
    path("structures/equipe/<int:pk>/confirmer/", team.vouch, name="vouch"),
    path("structures/equipe/<int:pk>/refuser/", team.refuse, name="refuse"),
    path("structures/equipe/<int:pk>/fin/", team.end, name="end"),
    path("coordination/roles/", territorial.roles, name="territorial"),
    path("coordination/roles/<int:pk>/confirmer/", territorial.vouch, name="vouch-territorial"),
    path("coordination/roles/<int:pk>/refuser/", territorial.refuse, name="refuse-territorial"),
    path("coordination/roles/<int:pk>/fin/", territorial.end, name="end-territorial"),
]
