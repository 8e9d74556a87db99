from django.urls import path

from palier.web.posters import logo, public, staff

app_name = "posters"
# Kind of agenda → its part of the address, as the pages of agendas write it.
AGENDAS = {"territory": "", "place": "lieu/", "network": "reseau/", "format": "format/"}
urlpatterns = [
    path("seances/<slug:public_id>/affiche.pdf", public.session, name="session"),
    path("seances/<slug:public_id>/presse.txt", public.press_of_session, name="press"),
    path("seances/<slug:public_id>/a-emporter.pdf", public.handout, name="handout"),
    path("agenda/series/<slug:public_id>/affiche.pdf", public.series, name="series"),
    path("lieux/<slug:public_id>/affiche.pdf", public.place, name="place"),
    path("lieux/<slug:public_id>/services/<slug:service_id>/affiche.pdf", public.service, name="service"),
    path("lieux/<slug:public_id>/tracts.pdf", public.flyers, name="flyers"),
    path(
        "lieux/<slug:public_id>/services/<slug:service_id>/invitation.pdf",
        public.invitation,
        name="invitation",
    ),
    path("programme/seances/<slug:public_id>/diffuser/", staff.spread_session, name="spread-session"),
    path("programme/seances/<slug:public_id>/diffuser/relais/", staff.send_to_relays, name="send"),
    path("programme/seances/<slug:public_id>/presences.pdf", staff.sign_in_sheet, name="sign-in"),
    path("programme/seances/<slug:public_id>/questions.pdf", staff.board, name="board"),
    path("programme/seances/<slug:public_id>/kit.pdf", staff.kit, name="kit"),
    path("programme/lieux/<slug:public_id>/diffuser/", staff.spread_place, name="spread-place"),
    path("programme/lieux/<slug:public_id>/activite.pdf", staff.activity, name="activity"),
    path("fiches/structures/<slug:public_id>/logo/", logo.logo, name="logo"),
    path("fiches/structures/<slug:public_id>/logo/image/", logo.image, name="logo-image"),
    path("fiches/structures/<slug:public_id>/logo/retirer/", logo.remove, name="remove-logo"),
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
