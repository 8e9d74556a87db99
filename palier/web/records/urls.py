from django.urls import path

from palier.web.records import (
    closing,
    creating,
    gestures,
    home,
    past,
    place,
    provenance,
    services,
    structures,
)

app_name = "records"
urlpatterns = [
    path("", home.home, name="home"),
    path("brouillons/", home.save, name="save-draft"),
    path("brouillons/oublier/", home.forget, name="forget-draft"),
    path("changements/<int:pk>/remettre/", past.restore, name="restore"),
    path("lieux/nouveau/", creating.new, name="new-place"),
    path("lieux/<slug:public_id>/", place.place, name="place"),
    path("lieux/<slug:public_id>/modifier/", place.edit, name="edit-place"),
    path("lieux/<slug:public_id>/publier/", place.show, name="show-place"),
    path("lieux/<slug:public_id>/tout-est-juste/", place.confirm, name="confirm-place"),
    path("lieux/<slug:public_id>/gestes/", gestures.gestures, name="gestures"),
    path("lieux/<slug:public_id>/historique/", past.of_place, name="place-history"),
    path("lieux/<slug:public_id>/provenance/", provenance.of_place, name="provenance"),
    path("lieux/<slug:public_id>/fermer/", closing.close, name="close-place"),
    path("lieux/<slug:public_id>/services/nouveau/", services.new, name="new-service"),
    path("services/<slug:public_id>/modifier/", services.edit, name="edit-service"),
    path("structures/nouvelle/", structures.new, name="new-structure"),
    path("structures/<slug:public_id>/", structures.structure, name="structure"),
    path("structures/<slug:public_id>/modifier/", structures.edit, name="edit-structure"),
    path("structures/<slug:public_id>/historique/", past.of_structure, name="structure-history"),
]
