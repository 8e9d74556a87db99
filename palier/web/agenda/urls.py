from django.urls import path

from palier.web.agenda import agendas, feeds, screen, session

app_name = "agenda"
TERRITORY = "agenda/<slug:{}>/"
# Kind of agenda → its part of the address, before its code or public identifier.
OF = {"place": "lieu", "network": "reseau", "format": "format"}
urlpatterns = [
    path("seances/<slug:public_id>/", session.session, name="session"),
    path("seances/<slug:public_id>/seance.ics", feeds.session_file, name="session-ics"),
    path("ecran/<slug:public_id>/", screen.week, name="screen"),
    path("agenda/", agendas.home, name="home"),
    path(TERRITORY.format("territory"), agendas.territory, name="territory"),
    path("agenda/lieu/<slug:reference>/", agendas.of_place, name="place"),
    path("agenda/reseau/<slug:reference>/", agendas.of_network, name="network"),
    path("agenda/format/<slug:reference>/", agendas.of_format, name="format"),
    path(
        f"{TERRITORY.format('reference')}agenda.ics",
        feeds.calendar,
        {"kind": "territory"},
        name="territory-ics",
    ),
    path(
        f"{TERRITORY.format('reference')}nouvelles.rss",
        feeds.news,
        {"kind": "territory"},
        name="territory-rss",
    ),
    *(
        path(f"agenda/{part}/<slug:reference>/agenda.ics", feeds.calendar, {"kind": kind}, name=f"{kind}-ics")
        for kind, part in OF.items()
    ),
    *(
        path(f"agenda/{part}/<slug:reference>/nouvelles.rss", feeds.news, {"kind": kind}, name=f"{kind}-rss")
        for kind, part in OF.items()
    ),
]
