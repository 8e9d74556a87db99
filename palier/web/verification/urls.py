from django.urls import path

from palier.web.verification import letters, links

app_name = "verification"
urlpatterns = [
    path("verifier/", links.code, name="code"),
    path("verifier/<str:token>/", links.places, name="places"),
    path("verifier/<str:token>/<slug:public_id>/juste/", links.confirm, name="confirm"),
    path("verifier/<str:token>/<slug:public_id>/corriger/", links.correct, name="correct"),
    path("coordination/lettres/", letters.letters, name="letters"),
    path("coordination/lettres/imprimer/", letters.print_letters, name="print-letters"),
    path("coordination/lettres/<slug:public_id>/imprimer/", letters.print_letters, name="print-letter"),
]
