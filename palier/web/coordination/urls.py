from django.urls import path

from palier.web.coordination import campaigns, home, needs, opinions, people, records, requests, structures

app_name = "coordination"
urlpatterns = [
    path("", home.home, name="home"),
    path("fiches/<slug:which>/", records.records, name="records"),
    path("communes/sans-lieu/", records.communes_without_place, name="communes-without-place"),
    path("communes/sans-ccas/", records.communes_without_ccas, name="communes-without-ccas"),
    path("demandes/", requests.requests, name="requests"),
    path("demandes/<slug:public_id>/", requests.one, name="request"),
    path("demandes/<slug:public_id>/repondre/", requests.answer, name="request-answer"),
    path("avis/", opinions.opinions, name="opinions"),
    path("avis/<int:pk>/", opinions.opinion, name="opinion"),
    path("campagnes/", campaigns.campaigns, name="campaigns"),
    path("campagnes/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campagnes/<int:pk>/ajouter/", campaigns.add, name="campaign-add"),
    path("campagnes/<int:pk>/liste.csv", campaigns.download, name="campaign-csv"),
    path("campagnes/lignes/<int:pk>/", campaigns.mark, name="campaign-mark"),
    path("structures/", structures.structures, name="structures"),
    path("structures/<slug:public_id>/", structures.structure, name="structure"),
    path("structures/<slug:public_id>/journal/", structures.log, name="structure-log"),
    path("structures/<slug:public_id>/mandater/", structures.give_mandate, name="structure-mandate"),
    path("structures/<slug:public_id>/acteur-cle/", structures.mark, name="structure-key-actor"),
    path("mandats/", people.mandates, name="mandates"),
    path("mandats/<int:pk>/finir/", structures.end_mandate, name="mandate-end"),
    path("acteurs-cles/", people.key_actors, name="key-actors"),
    path("acteurs-cles/<int:pk>/retirer/", structures.unmark, name="key-actor-unmark"),
    path("mon-role/<int:pk>/", people.my_part, name="my-part"),
    path("besoins/", needs.needs, name="needs"),
    path("besoins/<slug:code>/", needs.need, name="need"),
    path("besoins/<slug:code>/mots/", needs.add_words, name="need-add-words"),
    path("besoins/<slug:code>/mots/enlever/", needs.remove_words, name="need-remove-words"),
]
