"""The form of a place: there and back, refused beside the inputs, somebody else meanwhile, nothing lost."""

from typing import Any

import pytest
from django.test import Client

from palier.accounts.models import User
from palier.directory.actions.editing import Author, edit_place
from palier.directory.editable import read_place
from palier.directory.enums import ChangeVia, PlaceStatus
from palier.directory.models import Draft, Place, RecordChange, Service
from tests.cast import person
from tests.factories.directory import NOW, a_need, a_place, commune
from tests.web.records.conftest import signed_in
from tests.web.records.sending import inputs_of, opened_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(alice: User) -> Client:
    return signed_in(alice)


def form_of(place: Place) -> str:
    return f"/fiches/lieux/{place.public_id}/modifier/"


def elsewhere(place: Place, **values: Any) -> None:
    edit_place(place=place, values=values, author=Author(label="Bob, du CCAS"), via=ChangeVia.FORM, now=NOW)


def test_a_form_sent_untouched_changes_nothing(client: Client, place: Place) -> None:
    elsewhere(
        place,
        other_names="Le Seuil\nLa poste",
        types=[["LIBRARY", "BIB"], ["LIBRARY", ""], ["CCAS", ""]],
        capabilities=[["WIFI", "YES"], ["PRINTER", "NO"]],
        activities=["Couture", "Repair café"],
        internal_notes="Une ligne\n\nUne autre",
        closures=[["2026-12-24", "2026-12-24", ""]],
        contacts=[
            {"kind": "EMAIL", "value": "a@exemple.example", "label": "", "is_preferred": True}
            | {"visibility": "PUBLIC", "is_named": False, "agreed_on": None, "phone_hours": ""},
            {"kind": "PHONE", "value": "+33261910001", "label": "Accueil", "is_preferred": False}
            | {"visibility": "PUBLIC", "is_named": True, "agreed_on": "2026-01-02"}
            | {"phone_hours": "Mo-Fr 09:00-12:00"},
            {"kind": "PHONE", "value": "+33261910009", "label": "", "is_preferred": False}
            | {"visibility": "COORDINATOR", "is_named": False, "agreed_on": None, "phone_hours": ""},
        ],
    )
    before, told = read_place(Place.objects.get()), RecordChange.objects.count()

    answer = send(client, form_of(place), opened_form(client, form_of(place)))

    assert answer.status_code == 302
    assert read_place(Place.objects.get()) == before
    assert RecordChange.objects.count() == told


def test_a_librarian_changes_a_few_things_and_each_is_told(client: Client, place: Place) -> None:
    commune("53130")
    typed = opened_form(client, form_of(place))

    answer = send(
        client,
        form_of(place),
        typed,
        name="Le Seuil",
        commune="Laval",
        address="1 rue Haute",
        capability__WIFI="YES",
        contact__1__kind="EMAIL",
        contact__1__value="mediatheque@exemple.example",
        contact__first="1",
    )

    assert answer.status_code == 302
    assert answer.url == f"/fiches/lieux/{place.public_id}/"
    said = read_place(Place.objects.get())
    assert (said["name"], said["commune"], said["address"]) == ("Le Seuil", "53130", "1 rue Haute")
    assert said["capabilities"] == [["WIFI", "YES"]]
    assert [c["value"] for c in said["contacts"]] == ["mediatheque@exemple.example", "+33261910001"]
    change = RecordChange.objects.get()
    assert set(change.changes) == {"name", "commune", "address", "capabilities", "contacts"}
    assert (change.by_label, change.via) == ("Alice", "FORM")


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("name", "", "Ce champ est obligatoire"),
        ("commune", "Zzyx", "Nous n’avons pas trouvé cette commune"),
        ("contact-0-value", "02 61", "Ce numéro ne peut pas exister"),
        ("postal_code", "1234567", "au plus 5"),
        ("point", "ici", "Écrivez la latitude"),
        ("acceslibre_url", "pas une adresse", "URL"),
        ("opening_hours-1-0-to", "", "Mardi : il manque l’heure de fin"),
        ("opening_hours-1-0-to", "08:00", "Mardi : la fin vient avant le début"),
        ("opening_hours-1-1-from", "11:00", "Mardi : les deux plages se chevauchent"),
        ("opening_hours-1-0-from", "neuf heures", "Écrivez une heure"),
    ],
)
def test_a_refusal_is_beside_its_input_and_the_form_comes_back_filled(
    client: Client, place: Place, name: str, typed: str, sentence: str
) -> None:
    sent = opened_form(client, form_of(place)) | {"description": ["Un lieu calme"], name: [typed]}

    answer = send(client, form_of(place), sent)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    back = inputs_of(html)
    assert (back["description"], back[name]) == (["Un lieu calme"], [typed])
    assert not RecordChange.objects.exists()


def test_what_somebody_else_wrote_is_shown_with_both_values_and_nothing_is_lost(
    client: Client, place: Place
) -> None:
    typed = opened_form(client, form_of(place))
    elsewhere(place, name="Bibliothèque", access_notes="Bus 3")

    answer = send(client, form_of(place), typed, name="Le Seuil", description="Un lieu calme")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "vous écrivez « Le Seuil », la fiche dit maintenant « Bibliothèque »" in html
    assert "Bob, du CCAS" in html
    assert Place.objects.get().description == ""
    back = inputs_of(html)
    assert (back["name"], back["description"]) == (["Le Seuil"], ["Un lieu calme"])


@pytest.mark.parametrize(
    ("more", "name"), [({}, "Le Seuil"), ({"keep": ["theirs"]}, "Bibliothèque")], ids=["mine", "theirs"]
)
def test_one_version_is_then_chosen_and_what_nobody_disputed_is_kept(
    client: Client, place: Place, more: dict[str, list[str]], name: str
) -> None:
    typed = opened_form(client, form_of(place))
    elsewhere(place, name="Bibliothèque", access_notes="Bus 3")
    told = send(client, form_of(place), typed, name="Le Seuil", description="Un lieu calme")

    answer = send(client, form_of(place), inputs_of(told.content.decode()) | more)

    stored = Place.objects.get()
    assert answer.status_code == 302
    assert (stored.name, stored.description) == (name, "Un lieu calme")
    assert stored.access_notes == "Bus 3"


def test_fields_that_somebody_else_changed_and_this_person_did_not_touch_stay(
    client: Client, place: Place
) -> None:
    typed = opened_form(client, form_of(place))
    elsewhere(place, name="Bibliothèque", opening_hours="Mo 09:00-12:00")

    answer = send(client, form_of(place), typed, description="Un lieu calme")

    stored = Place.objects.get()
    assert answer.status_code == 302
    assert (stored.name, stored.description, stored.opening_hours) == (
        "Bibliothèque",
        "Un lieu calme",
        "Mo 09:00-12:00",
    )


def test_a_place_cannot_lose_its_address_and_its_position(client: Client, place: Place) -> None:
    answer = send(client, form_of(place), opened_form(client, form_of(place)), address="", point="")

    assert answer.status_code == 422
    assert "personne ne trouverait ce lieu" in answer.content.decode()


def test_who_may_not_edit_a_place_is_refused_on_its_page_and_when_sending(
    place: Place, bob: User, alice: User, carole: User
) -> None:
    url = form_of(place)
    typed = opened_form(signed_in(alice), url)

    for user, expected in ((bob, 403), (person("Dora"), 403), (carole, 200)):
        assert signed_in(user).get(url).status_code == expected
        sent = send(signed_in(user), url, typed, name=f"Par {user.name}")
        assert sent.status_code == (302 if expected == 200 else 403)

    assert Place.objects.get().name == "Par Carole"
    assert Client().get(url).status_code == 302


def test_a_place_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/fiches/lieux/zzzzzzzz/modifier/").status_code == 404


# --- Hours ---------------------------------------------------------------------------------------------------


def test_the_same_as_the_day_before_needs_no_script(client: Client, place: Place) -> None:
    typed = opened_form(client, form_of(place))

    send(
        client,
        form_of(place),
        typed,
        opening_hours__0__0__from="08:30",
        opening_hours__0__0__to="12:00",
        opening_hours__1__same="on",
        opening_hours__2__same="on",
    )

    assert Place.objects.get().opening_hours == (
        "Mo-We 08:30-12:00; Th-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off"
    )


def test_what_the_grid_cannot_show_is_said_and_kept_when_the_grid_changes(
    client: Client, place: Place
) -> None:
    elsewhere(place, opening_hours="Tu 09:00-12:00; We[1] 14:00-17:00; Jul-Aug off")

    answer = client.get(form_of(place))
    send(client, form_of(place), inputs_of(answer.content.decode()), opening_hours__1__0__to="13:00")

    assert "premier mercredi" in answer.content.decode() or "1er mercredi" in answer.content.decode()
    assert Place.objects.get().opening_hours == "Tu 09:00-13:00; We[1] 14:00-17:00; Jul-Aug off"


def test_what_the_grid_cannot_show_may_be_forgotten_on_purpose(client: Client, place: Place) -> None:
    elsewhere(place, opening_hours="Tu 09:00-12:00; Jul-Aug off")

    send(client, form_of(place), opened_form(client, form_of(place)), opening_hours__drop="on")

    assert Place.objects.get().opening_hours == "Tu 09:00-12:00"


def test_a_pasted_text_is_read_shown_in_french_and_saved_only_once_checked(
    client: Client, place: Place
) -> None:
    typed = opened_form(client, form_of(place))

    read = send(
        client,
        form_of(place),
        typed,
        opening_hours__text="lundi au vendredi 9h-12h, ouvert selon l’humeur du chat",
        description="Un lieu calme",
    )

    html = read.content.decode()
    assert "Vérifiez ce que nous avons compris" in html
    assert "humeur du chat" in html
    assert Place.objects.get().opening_hours.startswith("Tu-Fr")
    back = inputs_of(html)
    assert (back["opening_hours-0-0-from"], back["opening_hours-text"]) == (["09:00"], [""])
    send(client, form_of(place), back)
    stored = Place.objects.get()
    assert (stored.opening_hours, stored.description) == ("Mo-Fr 09:00-12:00", "Un lieu calme")
    assert "humeur du chat" in stored.hours_note


def test_a_text_that_says_nothing_we_understand_comes_back_as_it_was(client: Client, place: Place) -> None:
    typed = opened_form(client, form_of(place))

    read = send(client, form_of(place), typed, opening_hours__text="quand il fait beau")

    html = read.content.decode()
    assert "nous n’avons rien compris" in html
    back = inputs_of(html)
    assert back["opening_hours-text"] == ["quand il fait beau"]
    assert back["opening_hours-1-0-from"] == ["09:00"]


# --- Drafts --------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_offered_again_taken_up_and_deleted_once_saved(
    client: Client, place: Place, alice: User
) -> None:
    typed = opened_form(client, form_of(place))

    kept = client.post("/fiches/brouillons/", typed | {"name": ["Le Seu"], "types": ["LIBRARY", "CCAS"]})
    offered = client.get(form_of(place)).content.decode()
    taken_up = opened_form(client, form_of(place) + "?brouillon=1")

    assert kept.json()["kept"]
    assert "Reprendre votre brouillon du" in offered
    assert inputs_of(offered)["name"] == ["Médiathèque de Craon"]
    assert (taken_up["name"], taken_up["types"]) == (["Le Seu"], ["LIBRARY", "CCAS"])
    send(client, form_of(place), taken_up, name="Le Seuil")
    assert Place.objects.get().name == "Le Seuil"
    assert not Draft.objects.exists()


def test_without_script_a_button_keeps_it_for_later(client: Client, place: Place, alice: User) -> None:
    typed = opened_form(client, form_of(place))

    answer = send(client, form_of(place), typed, name="", later="1")

    assert answer.status_code == 302
    assert "csrfmiddlewaretoken" not in Draft.objects.get(user=alice).typed
    assert Place.objects.get().name == "Médiathèque de Craon"
    home = client.get("/fiches/").content.decode()
    assert f"/fiches/lieux/{place.public_id}/modifier/?brouillon=1" in home


def test_a_draft_is_its_author_s_alone_and_can_be_forgotten(
    client: Client, place: Place, carole: User
) -> None:
    typed = opened_form(client, form_of(place))
    client.post("/fiches/brouillons/", typed | {"name": ["Mon secret"]})

    seen_by_another = signed_in(carole).get(form_of(place) + "?brouillon=1").content.decode()
    client.post("/fiches/brouillons/oublier/", {"draft-key": f"place:{place.public_id}"})

    assert "Mon secret" not in seen_by_another
    assert not Draft.objects.exists()


@pytest.mark.parametrize("key", ["", "place", "place:../../x", "compte:abcdefgh", "place:" + "a" * 70])
def test_only_our_forms_are_kept(client: Client, key: str) -> None:
    assert client.post("/fiches/brouillons/", {"draft-key": key, "name": "x"}).status_code == 422


def test_a_draft_too_long_is_refused(client: Client) -> None:
    sent = {"draft-key": "place:new", "name": "x" * 70_000}

    assert client.post("/fiches/brouillons/", sent).status_code == 422


# --- The record ----------------------------------------------------------------------------------------------


def test_the_record_says_what_is_missing_and_leads_to_it(
    client: Client, place: Place, service: Service
) -> None:
    html = client.get(f"/fiches/lieux/{place.public_id}/").content.decode()

    assert "Comment venir : bus, parking, entrée." in html
    assert f'href="/fiches/lieux/{place.public_id}/modifier/#id_access_notes"' in html
    assert f'href="/fiches/services/{service.public_id}/modifier/#id_price"' in html


def test_a_librarian_states_that_all_is_right_and_it_is_dated(client: Client, place: Place) -> None:
    client.post(f"/fiches/lieux/{place.public_id}/tout-est-juste/")

    stored = Place.objects.get()
    assert (stored.verified_by, stored.verified_on is not None) == ("Alice", True)


def test_a_place_is_taken_off_the_site_and_put_back(client: Client, place: Place) -> None:
    url = f"/fiches/lieux/{place.public_id}/publier/"

    client.post(url, {"show": "0"})
    assert Place.objects.get().status == PlaceStatus.UNPUBLISHED
    client.post(url, {"show": "1"})
    assert Place.objects.get().status == PlaceStatus.PUBLISHED


def test_the_page_of_a_record_is_for_those_who_keep_it(
    place: Place, alice: User, bob: User, carole: User
) -> None:
    url = f"/fiches/lieux/{place.public_id}/"

    assert [signed_in(u).get(url).status_code for u in (alice, carole, bob, person("Dora"))] == [
        200,
        200,
        403,
        403,
    ]


# --- A new place ---------------------------------------------------------------------------------------------

NEW = "/fiches/lieux/nouveau/"


def new_place(client: Client, **changes: Any) -> Any:
    a_need("impots", "Mes impôts", parent=a_need("demarches", "Mes démarches"))
    commune("53084")
    filled: dict[str, Any] = {
        "name": "Le Seuil",
        "commune": "Craon",
        "address": "1 rue Haute",
        "contact__0__value": "02 61 91 00 05",
        "needs": ["besoins/impots"],
    }
    return send(client, NEW, opened_form(client, NEW), **(filled | changes))


def test_a_name_a_commune_an_address_a_contact_and_a_need_make_a_published_place(
    client: Client, library: Any
) -> None:
    answer = new_place(client)

    made = Place.objects.get()
    said = read_place(made)
    assert (answer.status_code, answer.url) == (302, f"/fiches/lieux/{made.public_id}/")
    assert (said["status"], said["owner"], said["postal_code"]) == ("PUBLISHED", library.public_id, "53400")
    assert [c["value"] for c in said["contacts"]] == ["+33261910005"]
    assert [n.code for n in made.services.get().needs.all()] == ["impots"]
    assert client.get(f"/lieux/{made.public_id}/", follow=True).status_code == 200


def test_what_an_account_without_role_adds_waits_and_says_so() -> None:
    dora = person("Dora")
    client = signed_in(dora)

    answer = new_place(client)

    made = Place.objects.get()
    page = client.get(answer.url).content.decode()
    assert made.status == PlaceStatus.WAITING
    assert "attend une première relecture" in page
    assert "Modifier la fiche" not in page
    assert Client().get(f"/lieux/{made.public_id}/").status_code == 404


def test_only_a_coordinator_publishes_what_waits(alice: User, bob: User, carole: User) -> None:
    new_place(signed_in(person("Dora")))
    url = f"/fiches/lieux/{Place.objects.get().public_id}/publier/"

    refused = [signed_in(u).post(url, {"show": "1"}).status_code for u in (person("Dora"), alice, bob)]
    signed_in(carole).post(url, {"show": "1"})

    assert refused == [403, 403, 403]
    assert Place.objects.get().status == PlaceStatus.PUBLISHED


def test_a_coordinator_publishes_at_once_in_the_territory_and_not_beyond(carole: User) -> None:
    commune("49007")

    new_place(signed_in(carole))
    here = Place.objects.get()
    a_place_of_angers = opened_form(signed_in(carole), NEW)
    send(
        signed_in(carole),
        NEW,
        a_place_of_angers,
        name="Ailleurs",
        commune="Angers",
        address="1 rue Haute",
        contact__0__value="02 61 91 00 06",
        needs=["besoins/impots"],
    )

    assert here.status == PlaceStatus.PUBLISHED
    assert Place.objects.get(name="Ailleurs").status == PlaceStatus.WAITING


@pytest.mark.parametrize("name", ["name", "commune", "address", "contact__0__value", "needs"])
def test_each_of_the_five_is_asked_and_the_rest_is_not_lost(client: Client, name: str) -> None:
    answer = new_place(client, **{name: None, "hours_note": "Sonnez"})

    assert answer.status_code == 422
    assert inputs_of(answer.content.decode())["hours_note"] == ["Sonnez"]
    assert not Place.objects.exists()


def test_somebody_cannot_give_a_place_to_a_structure_of_others(client: Client) -> None:
    from tests.factories.directory import StructureFactory

    other = StructureFactory(name="Autre")

    answer = new_place(client, owner=other.public_id)

    assert answer.status_code == 422
    assert not Place.objects.exists()


def test_a_place_that_may_exist_is_shown_before_anything_is_written(client: Client, library: Any) -> None:
    known = a_place("Le seuil", owner=None)

    asked = new_place(client)

    assert asked.status_code == 422
    assert "Ce lieu existe peut-être déjà" in asked.text
    assert f"/lieux/{known.public_id}" in asked.text
    assert Place.objects.get() == known
    answer = send(client, NEW, inputs_of(asked.content.decode()), another="1")
    assert (answer.status_code, Place.objects.count()) == (302, 2)
