from django.urls import path

from palier.web.guide.prints import sheets as print_sheets
from palier.web.lists import bulk, sheets, views, works

app_name = "lists"
urlpatterns = [
    path("liste/", views.records, name="records"),
    path("liste/fiches.pdf", print_sheets, name="print"),
    path("modifier-en-nombre/", bulk.choose, name="bulk"),
    path("modifier-en-nombre/<int:pk>/", works.work, name="work"),
    path("modifier-en-nombre/<int:pk>/appliquer/", works.write, name="write"),
    path("modifier-en-nombre/<int:pk>/arreter/", works.stop, name="stop"),
    path("modifier-en-nombre/<int:pk>/essayer/", works.try_again, name="try"),
    path("tableur/", sheets.sheets, name="sheets"),
    path("tableur/fiches.xlsx", sheets.download, name="download"),
]
