"""`/donnees/`: what may be downloaded, under which licence, and what each column says."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from palier.directory import exports
from palier.directory.exports.national_words import COLUMNS
from palier.directory.hours import format_date

LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
SCHEMA_URL = "https://schema.data.gouv.fr/LaMednum/standard-mediation-num/"
INCLUSION_URL = "https://www.data.inclusion.gouv.fr/"
FILES = (
    ("data:national-csv", "Schéma national des lieux de médiation numérique v1.0.2, en CSV"),
    ("data:national-json", "Le même, en JSON"),
    ("data:geojson", "GeoJSON, pour les cartes"),
    ("data:data-inclusion", "data·inclusion v1, en JSON"),
    ("data:list-xlsx", "Tableau à lire, pour Excel"),
    ("data:list-ods", "Tableau à lire, pour LibreOffice"),
    ("data:list-csv", "Tableau à lire, en CSV (points-virgules)"),
    ("data:refused", "Ce que le schéma national ne sait pas prendre, avec la raison"),
)
# Column of the national schema → what we write there, when it is not plain from its name.
MEANINGS = {
    "id": "notre identifiant public ; il ne change jamais, et reste valable après une fusion",
    "pivot": "SIRET du lieu ou de la structure ; quatorze zéros quand il n’est pas connu",
    "adresse": "numéro et voie ; le nom de la commune quand il n’y a pas de voie",
    "latitude": "degrés, WGS 84",
    "longitude": "degrés, WGS 84",
    "horaires": "heures d’ouverture, au format OpenStreetMap",
    "date_maj": "jour de la dernière vérification, sinon de la dernière modification",
    "source": "qui a collecté la fiche",
    "services": "services nationaux déclarés, ou auxquels correspondent les besoins couverts",
    "frais_a_charge": "tous les prix déclarés par les services du lieu",
    "prise_en_charge_specifique": "difficultés accueillies et langues parlées",
}


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The page of open data."""
    state = exports.open_data_state(territory=None, with_demo=settings.IS_DEMO_SITE)
    context = {
        "count": state.count,
        "changed_on": format_date(state.changed_at.date()) if state.changed_at else "",
        "files": [(reverse(name), label) for name, label in FILES],
        "licence_url": LICENCE_URL,
        "schema_url": SCHEMA_URL,
        "inclusion_url": INCLUSION_URL,
        "column_headers": ("Colonne", "Ce qu’elle dit"),
        "column_rows": [(name, MEANINGS[name]) for name in COLUMNS if name in MEANINGS],
    }
    return render(request, "data/about.html", context)
