"""What programs rely on: addresses, keys, refusals, headers. Nothing here may change; it may only grow."""

from typing import Any

import pytest
from django.test import Client

from palier.accounts.actions import create_operator
from palier.accounts.models import User
from palier.directory import actions
from palier.directory.enums import ContactKind, Visibility
from palier.territory.models import Commune
from tests.api.conftest import Read
from tests.directory.exports.conftest import SECRETS, full_place, national
from tests.factories.directory import NOW, StructureFactory, a_place
from tests.factories.territory import EpciFactory

__all__ = ["full_place", "national"]  # fixtures of the exports, used here as they are
pytestmark = pytest.mark.django_db
PATHS = {
    "/api/v1/needs": ["get"],
    "/api/v1/places": ["get"],
    "/api/v1/places/{public_id}": ["get"],
    "/api/v1/sessions": ["get"],
    "/api/v1/sessions/{public_id}": ["get"],
    "/api/v1/territories": ["get"],
}
PLACE = [
    "access_notes", "acceslibre_url", "activities", "address", "address_extra", "capabilities", "closures", "commune",
    "contacts", "departement", "description", "epci", "hours_note", "id", "is_demo", "is_stale", "itinerancy",
    "kinds", "labels", "lat", "lon", "name", "occupants", "opening_hours", "operator", "owner",
    "postal_code", "services", "siret", "source", "time_zone", "updated_on", "url", "verified_by", "verified_on",
]  # fmt: skip
SERVICE = [
    "access_modes", "audiences", "availability_stated_on", "contacts", "description", "entry_conditions",
    "full_delay_weeks", "helper_hours", "helper_hours_note", "helper_name", "id", "is_closed_to_new_people",
    "is_full", "languages", "modalities", "name", "national_services", "needs", "not_done", "price_detail", "prices",
    "provider", "supports",
]  # fmt: skip
PARAMETERS = [
    "at_home", "audience", "commune", "computer", "cursor", "free", "label", "language", "limit", "modality", "near",
    "need", "open_at", "open_now", "q", "radius_km", "service", "someone_now", "support", "territory", "walk_in",
]  # fmt: skip


def test_addresses_and_parameters_are_those_that_were_promised(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()

    assert {path: list(verbs) for path, verbs in description["paths"].items()} == PATHS
    parameters = description["paths"]["/api/v1/places"]["get"]["parameters"]
    assert sorted(p["name"] for p in parameters) == PARAMETERS
    assert description["openapi"].startswith("3.")


def test_keys_are_those_that_were_promised(full_place: Any, read: Read) -> None:
    full_place.commune.epci = EpciFactory()
    full_place.commune.save()
    actions.add_occupant(place=full_place, structure=StructureFactory(), now=NOW)
    page = read("/places")
    [place] = page["places"]

    assert sorted(page) == ["licence", "next", "next_cursor", "places", "understood"]
    assert sorted(place) == sorted([*PLACE, "distance_km"])
    assert sorted(read(f"/places/{place['id']}")) == sorted(PLACE)
    assert sorted(place["services"][0]) == SERVICE
    assert sorted(place["contacts"][0]) == ["is_preferred", "kind", "label", "phone_hours", "value"]
    assert sorted(place["occupants"][0]) == ["contacts", "hours_note", "name", "note", "opening_hours"]
    assert sorted(place["closures"][0]) == ["ends_on", "reason", "starts_on"]
    assert (sorted(place["commune"]), sorted(place["epci"])) == (["insee_code", "name"], ["name", "siren"])
    need = ["code", "description", "is_in_scope", "label", "national_services", "out_of_scope_text"]
    assert sorted(read("/needs")["families"][0]) == sorted([*need, "needs"])
    assert sorted(read("/territories", q="craon")["territories"][0]) == ["code", "kind", "name", "reference"]


@pytest.mark.parametrize("person", ["anonymous", "account", "operator"])
@pytest.mark.requirement("R004-177")
def test_nobody_reads_what_is_reserved(full_place: Any, client: Client, person: str) -> None:
    occupant = actions.add_occupant(place=full_place, structure=StructureFactory(), now=NOW)
    actions.add_contact(
        of=occupant, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=Visibility.PROFESSIONAL
    )
    if person == "account":
        client.force_login(User.objects.create_user("alice@palier.example", name="Alice"))
    if person == "operator":
        create_operator(email="charlie@palier.example", name="Charlie", password="un mot de passe long")
        client.force_login(User.objects.get())

    for path in ("places", f"places/{full_place.public_id}"):
        content = client.get(f"/api/v1/{path}").content.decode()

        assert "+33261910000" in content
        assert [secret for secret in SECRETS if secret in content] == []


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize(
    ("path", "parameter", "sentence"),
    [
        ("/places?couleur=bleu", "couleur", "« couleur » n’existe pas ici"),
        ("/places?limit=0", "limit", "commence à 1"),
        ("/places?limit=501", "limit", "s’arrête à 500"),
        ("/places?limit=99999999999999999999", "limit", "nombre entier"),
        ("/places?limit=1_0", "limit", "nombre entier"),
        ("/places?limit=5&limit=6", "limit", "plusieurs fois"),
        ("/places?radius_km=nan&near=1,1", "radius_km", "est un nombre"),
        ("/places?radius_km=1000&near=1,1", "radius_km", "s’arrête à 200"),
        ("/places?radius_km=5", "radius_km", "va avec « near » ou « commune »"),
        ("/places?near=91,0", "near", "latitude de -90 à 90"),
        ("/places?near=ici", "near", "forme attendue"),
        ("/places?near=1,1&commune=53084", "near", "l’un ou l’autre"),
        ("/places?commune=00000", "commune", "Aucune commune"),
        ("/places?territory=departement:00", "territory", "Aucun territoire"),
        ("/places?territory=53", "territory", "forme attendue"),
        ("/places?need=zut", "need", "/api/v1/needs"),
        ("/places?need=impots&q=mail", "need", "l’un ou l’autre"),
        ("/places?service=zut", "service", "schéma national"),
        ("/places?audience=martiens", "audience", "ne connaît pas"),
        ("/places?free=oui", "free", "« true » ou « false »"),
        ("/places?open_at=demain", "open_at", "forme attendue"),
        ("/places?open_at=2026-13-40T10:30", "open_at", "date et une heure"),
        ("/places?open_at=9999-01-01T10:30", "open_at", "date et une heure"),
        ("/places?open_at=2026-11-24T10:30&open_now=true", "open_at", "l’un ou l’autre"),
        ("/places?q=a%00b", "q", "n’est pas compris"),
        ("/places?cursor=AAAA", "cursor", "autre demande"),
        ("/places/UPPER", "public_id", "forme attendue"),
        ("/territories", "q", "obligatoire"),
        ("/territories?q=", "q", "ne peut pas être vide"),
        ("/needs?x=1", "x", "n’existe pas ici"),
    ],
)
def test_what_is_not_understood_is_refused_in_french(
    client: Client, path: str, parameter: str, sentence: str
) -> None:
    response = client.get(f"/api/v1{path}")

    refusal = response.json()
    assert (response.status_code, refusal["errors"][0]["parameter"]) == (422, parameter)
    assert sentence in refusal["detail"]


def test_a_refusal_names_what_is_allowed(offer: None, read: Read) -> None:
    assert read("/places", status=422, service="zut")["errors"][0]["allowed"] == [
        "Aide aux démarches administratives"
    ]
    assert "near" in read("/places", status=422, nearby="1,1")["errors"][0]["allowed"]


def test_a_cursor_is_good_for_its_own_question_only(read: Read) -> None:
    for n in range(2):
        a_place(f"Lieu {n}")
    cursor = read("/places", limit="1")["next_cursor"]

    assert read("/places", status=422, cursor=cursor, free="true")["errors"][0]["parameter"] == "cursor"
    assert len(read("/places", cursor=cursor, limit="400")["places"]) == 1


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    place = a_place()
    first = client.get("/api/v1/places")

    again = client.get("/api/v1/places", headers={"If-None-Match": first.headers["ETag"]})
    actions.update_place(place=place, name="Autre nom", now=NOW)
    changed = client.get("/api/v1/places", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_long_answers_are_compressed_and_set_no_cookie(client: Client, db: None) -> None:
    response = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.cookies) == 0


def test_other_sites_may_read_but_nobody_may_write(client: Client, db: None) -> None:
    read = client.get("/api/v1/needs", headers={"Origin": "https://ailleurs.example"})
    written = Client(enforce_csrf_checks=True).post("/api/v1/needs", {"x": "1"})

    assert read.headers["Access-Control-Allow-Origin"] == "*"
    assert written.status_code == 405
    assert "Access-Control-Allow-Origin" not in written.headers


def test_too_many_requests_are_told_to_wait(client: Client, settings: Any, db: None) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2

    answers = [
        client.get("/api/v1/needs") for _ in range(5)
    ]  # a minute may turn over in between: five are enough

    refused = answers[-1]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "réessayez dans" in refused.json()["detail"]


def test_the_guide_names_every_address_and_parameter_without_any_script_of_others(
    client: Client, db: None
) -> None:
    html = client.get("/api/v1/").content.decode()

    assert [path for path in PATHS if path not in html] == []
    assert [name for name in PARAMETERS if name not in html] == []
    assert html.count("<script") == 1  # ours, the one of every page


def test_territories_are_found_by_name_and_code_large_ones_first(read: Read) -> None:
    a_place()
    Commune.objects.update(name="Mayenne-sur-Craon", search_text="mayenne sur craon")

    found = read("/territories", q="mayenne")["territories"]

    assert [t["reference"] for t in found] == ["departement:53", "commune:53084"]
    assert [t["reference"] for t in read("/territories", q="53084")["territories"]] == ["commune:53084"]
    assert read("/territories", q="zzzz")["territories"] == []
