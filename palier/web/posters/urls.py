from django.urls import path

from palier.web.posters import public

app_name = "posters"
# Kind of agenda → its part of the address, as the pages of agendas write it.
AGENDAS = {"territory": "", "place": "lieu/", "network": "reseau/", "format": "format/"}
urlpatterns = [
    path("seances/<slug:public_id>/affiche.pdf", public.session, name="session"),
    path("seances/<slug:public_id>/presse.txt", public.press_of_session, name="press"),
    path("agenda/series/<slug:public_id>/affiche.pdf", public.series, name="series"),
    path("lieux/<slug:public_id>/affiche.pdf", public.place, name="place"),
    path("lieux/<slug:public_id>/services/<slug:service_id>/affiche.pdf", public.service, name="service"),
    *(
        path(
            f"agenda/{part}<slug:reference>/programme.pdf",
            public.programme,
            {"kind": kind},
            name=f"programme-{kind}",
        )
        for kind, part in AGENDAS.items()
    ),
    *(
        path(
            f"agenda/{part}<slug:reference>/presse.txt",
            public.press_of_month,
            {"kind": kind},
            name=f"press-{kind}",
        )
        for kind, part in AGENDAS.items()
    ),
]
