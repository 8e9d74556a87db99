from django.urls import path

from palier.web.data import downloads, views

app_name = "data"
urlpatterns = [
    path("", views.about, name="about"),
    path("lieux.csv", downloads.whole, {"format_name": "national-csv"}, name="national-csv"),
    path("lieux.json", downloads.whole, {"format_name": "national-json"}, name="national-json"),
    path("lieux.geojson", downloads.whole, {"format_name": "geojson"}, name="geojson"),
    path("data-inclusion.json", downloads.whole, {"format_name": "data-inclusion"}, name="data-inclusion"),
    path("lieux-non-valides.json", downloads.refused, name="refused"),
    path("liste.csv", downloads.chosen, {"format_name": "csv"}, name="list-csv"),
    path("liste.xlsx", downloads.chosen, {"format_name": "xlsx"}, name="list-xlsx"),
    path("liste.ods", downloads.chosen, {"format_name": "ods"}, name="list-ods"),
]
