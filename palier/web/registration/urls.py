from django.urls import path

from palier.web.registration import calls, code, public, staff, staff_gestures

app_name = "registration"
MINE = "mon-inscription/<str:code>/"
STAFF = "programme/seances/<slug:public_id>/inscriptions/"
urlpatterns = [
    path("seances/<slug:public_id>/inscription/", public.new, name="new"),
    path("mon-inscription/", code.find, name="code"),
    path(MINE, code.mine, name="mine"),
    path(f"{MINE}accepter/", code.accept, name="accept"),
    path(f"{MINE}annuler/", code.cancel, name="cancel"),
    path(f"{MINE}seance.ics", code.calendar, name="calendar"),
    path(STAFF, staff.listing, name="list"),
    path(f"{STAFF}papier/", staff.paper, name="paper"),
    path(f"{STAFF}reserver/", staff.hold, name="hold"),
    path(f"{STAFF}reserver/<int:pk>/rendre/", staff_gestures.release, name="release"),
    path(f"{STAFF}<int:pk>/oui/", staff_gestures.accept, name="staff-accept"),
    path(f"{STAFF}<int:pk>/annuler/", staff_gestures.cancel, name="staff-cancel"),
    path(f"{STAFF}<int:pk>/donner/", staff_gestures.give, name="give"),
    path("programme/rappels/", calls.calls, name="calls"),
    path("programme/rappels/<int:pk>/fait/", calls.done, name="call-done"),
]
