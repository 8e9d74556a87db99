from django.urls import path

from palier.web.posters import public

app_name = "posters"
urlpatterns = [
    path("seances/<slug:public_id>/affiche.pdf", public.session, name="session"),
    path("agenda/series/<slug:public_id>/affiche.pdf", public.series, name="series"),
    path("lieux/<slug:public_id>/affiche.pdf", public.place, name="place"),
    path("lieux/<slug:public_id>/services/<slug:service_id>/affiche.pdf", public.service, name="service"),
]
