"""`/propositions/`: who sees and decides what; what a visitor proposes on a place page."""

import time
from datetime import date
from typing import Any

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from palier.directory import actions
from palier.directory.actions.members import give_mandate
from palier.directory.enums import ContactKind, PlaceStatus
from palier.directory.models import ContactChannel, CorrectionProposal, Place, RecordChange
from palier.directory.permissions import may
from palier.directory.queries.standing import standing_of
from tests.cast import at, over, person
from tests.directory.test_proposals import ADDRESS, HOURS, a_first_publication, proposed
from tests.factories.directory import StructureFactory, a_place
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


class _Opened(TimestampSigner):
    def timestamp(self) -> str:
        return b62_encode(int(time.time() - 60))


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


def send(client: Client, place: Place, **fields: Any) -> Any:
    """Send « Signaler une erreur » as a browser does: every field as it is shown, but for those given."""
    address = f"/lieux/{place.public_id}/signaler/"
    form = client.get(address).context["form"]
    data = {b.html_name: str(b.value() or "") for b in form if b.html_name != "wrong"}
    opened = _Opened(salt="palier.public-form").sign("form")
    return client.post(address, {**data, "opened": opened, **fields}, headers=FROM_HERE)


# --- Proposing --------------------------------------------------------------------------------------------


def test_a_visitor_says_what_is_wrong_and_what_should_be_read(client: Client) -> None:
    place = a_place(phone="02 61 91 00 01", opening_hours="Mo-Fr 09:00-17:00")

    send(
        client,
        place,
        wrong=["phone", "hours"],
        phone="0261910002",
        hours="mardi 9h-12h",
        contact="06 39 98 34 56",
    )

    proposal = CorrectionProposal.objects.get()
    assert proposal.message == "Le téléphone n’est pas juste. Les horaires ne sont pas justes."
    assert {k: v for k, v in proposal.changes.items() if k != "contacts"} == {
        "opening_hours": "Tu 09:00-12:00"
    }
    assert [c["value"] for c in proposal.changes["contacts"]] == ["+33261910002"]
    assert [c["value"] for c in proposal.before["contacts"]] == ["+33261910001"]
    assert proposal.before["opening_hours"] == "Mo-Fr 09:00-17:00"
    assert (proposal.contact, proposal.by) == ("06 39 98 34 56", None)


def test_what_is_left_as_shown_is_not_proposed(client: Client) -> None:
    place = a_place(phone="02 61 91 00 01", opening_hours="Mo-Fr 09:00-12:00,14:00-17:00; PH off")

    response = send(client, place)

    assert response.status_code == 422
    assert "Ce champ est obligatoire si vous ne dites rien" in said_by(response)
    assert CorrectionProposal.objects.count() == 0


def test_a_place_told_closed_is_proposed_to_be_closed_and_stays_online(client: Client) -> None:
    place = a_place()

    send(client, place, wrong=["closed"], address="Peu importe")

    assert CorrectionProposal.objects.get().changes == {"status": "CLOSED"}
    assert Place.objects.get().status == PlaceStatus.PUBLISHED


def test_a_private_contact_is_neither_shown_nor_carried_by_the_public_form(client: Client) -> None:
    place = a_place()
    actions.add_contact(
        of=place, kind=ContactKind.PHONE, value="02 61 91 00 07", visibility="PROFESSIONAL", label="Direction"
    )

    html = client.get(f"/lieux/{place.public_id}/signaler/")
    carried = TimestampSigner(salt="palier.record-seen").unsign_object(html.context["form"]["seen"].value())

    assert "261910007" not in html.content.decode() + str(carried)
    assert "02 61 91 00 07" not in said_by(html)


def test_a_signed_in_person_proposes_without_repeating_a_contact() -> None:
    place = a_place()

    send(signed_in("Charlie"), place, address=ADDRESS)

    proposal = CorrectionProposal.objects.get()
    assert (proposal.by, proposal.contact, proposal.changes) == (person("Charlie"), "", {"address": ADDRESS})


# --- Deciding: three people -------------------------------------------------------------------------------


def test_only_those_who_may_decide_within_their_perimeter_read_and_decide() -> None:
    place = a_place(owner=StructureFactory())
    proposal = proposed(place, address=ADDRESS)
    over("departement:53", person("Alice"), "contributor")
    over("departement:49", person("Bob"), "contributor")

    for name, seen, page in (("Alice", 200, 200), ("Bob", 200, 404), ("Charlie", 403, 403)):
        client = signed_in(name)
        assert client.get("/propositions/").status_code == seen
        assert client.get(f"/propositions/{proposal.pk}/").status_code == page
    for name in ("Bob", "Charlie"):
        answer = {"accept": "1", "field": "address"}
        assert signed_in(name).post(f"/propositions/{proposal.pk}/", answer).status_code in (403, 404)
    assert place.name not in said_by(signed_in("Bob").get("/propositions/"))
    assert place.name in said_by(signed_in("Alice").get("/propositions/"))
    assert Client().get("/propositions/").headers["Location"].startswith("/connexion/")
    assert CorrectionProposal.objects.get().status == "NEW"


@pytest.mark.requirement("R004-039")
def test_a_mandated_structure_contributes_and_verifies_in_its_territory_and_each_change_keeps_its_author() -> (
    None
):
    partner = StructureFactory(name="Hub de démonstration")
    at(partner, person("Alice"), "librarian")
    at(StructureFactory(), person("Bob"), "librarian")
    inside, outside = a_place("Dedans"), a_place("Dehors", insee_code="49007")
    ours, theirs = proposed(inside, address=ADDRESS), proposed(outside, address=ADDRESS)
    accept = {"accept": "1", "field": ["address"], "answer": ""}
    assert signed_in("Alice").post(f"/propositions/{ours.pk}/", accept).status_code == 403

    give_mandate(
        structure=partner, territory="departement:53", by=person("Dalila"), starts_on=date(2026, 1, 1)
    )

    assert signed_in("Alice").post(f"/propositions/{ours.pk}/", accept).status_code == 302
    assert signed_in("Alice").post(f"/propositions/{theirs.pk}/", accept).status_code == 404
    assert signed_in("Bob").get(f"/propositions/{ours.pk}/").status_code == 403
    assert [(c.place, c.by, c.by_label) for c in RecordChange.objects.all()] == [
        (inside, person("Alice"), "une visiteuse ou un visiteur, accepté par Alice")
    ]
    standing = standing_of(person("Alice"), on=date(2026, 11, 22))
    assert may(standing, "verify_record", inside)
    assert may(standing, "edit_record", inside)
    assert not may(standing, "verify_record", outside)


def test_accepting_some_fields_writes_them_and_shows_the_rest_as_it_was() -> None:
    place = a_place(owner=StructureFactory())
    proposal = proposed(place, address=ADDRESS, opening_hours=HOURS)
    at(place.owner, person("Alice"), "digital_lead")
    client = signed_in("Alice")

    page = said_by(client.get(f"/propositions/{proposal.pk}/"))
    response = client.post(
        f"/propositions/{proposal.pk}/", {"accept": "1", "field": ["address"], "answer": ""}
    )

    assert "du lundi au vendredi : 9 h – 12 h" in page
    assert "Aujourd’hui : 12 place du Pilori" in page
    assert response.headers["Location"] == "/propositions/"
    place.refresh_from_db()
    assert (place.address, place.opening_hours) == (ADDRESS, "")
    assert ADDRESS in said_by(client.get(f"/lieux/{place.public_id}-{place.slug}/"))
    assert "corrigé" in said_by(client.get(f"/propositions/{proposal.pk}/"))


def test_refusing_without_reason_is_refused_with_what_to_do() -> None:
    proposal = proposed(a_place(), address=ADDRESS)
    over("departement:53", person("Alice"), "coordinator")
    client = signed_in("Alice")

    response = client.post(f"/propositions/{proposal.pk}/", {"refuse": "1", "answer": ""})

    assert response.status_code == 422
    assert "Donnez la raison" in said_by(response)
    assert CorrectionProposal.objects.get().status == "NEW"
    assert client.post(f"/propositions/{proposal.pk}/", {"refuse": "1", "answer": "Non"}).status_code == 302


def test_closing_a_record_as_proposed_needs_the_right_to_close() -> None:
    place = a_place()
    proposal = proposed(place, status="CLOSED")
    over("departement:53", person("Alice"), "coordinator")
    over("departement:53", person("Bob"), "contributor")
    answer = {"accept": "1", "field": ["status"], "answer": ""}

    page = said_by(signed_in("Bob").get(f"/propositions/{proposal.pk}/"))
    signed_in("Bob").post(f"/propositions/{proposal.pk}/", answer)
    place.refresh_from_db()
    after_bob = place.status
    signed_in("Alice").post(f"/propositions/{proposed(place, status='CLOSED').pk}/", answer)
    place.refresh_from_db()

    assert "demande un autre droit que le vôtre" in page
    assert (after_bob, place.status) == (PlaceStatus.PUBLISHED, PlaceStatus.CLOSED)


def test_a_second_decider_is_told_that_somebody_answered() -> None:
    proposal = proposed(a_place(), address=ADDRESS)
    over("departement:53", person("Alice"), "coordinator")
    client = signed_in("Alice")
    client.post(f"/propositions/{proposal.pk}/", {"accept": "1", "field": ["address"], "answer": ""})

    response = client.post(f"/propositions/{proposal.pk}/", {"refuse": "1", "answer": "Non"}, follow=True)

    assert "Quelqu’un d’autre a répondu entre-temps" in said_by(response)
    assert CorrectionProposal.objects.get().status == "ACCEPTED"


def test_a_telephone_left_is_shown_to_be_called() -> None:
    proposal = proposed(a_place(), contact="06 39 98 34 56")
    over("departement:53", person("Alice"), "coordinator")

    assert "À rappeler : 06 39 98 34 56" in said_by(signed_in("Alice").get(f"/propositions/{proposal.pk}/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_proposals(django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        proposed(a_place(f"Lieu {number}"), address=ADDRESS)
    over("departement:53", person("Alice"), "coordinator")
    client = signed_in("Alice")
    client.get("/propositions/")

    with django_assert_num_queries(8):
        client.get("/propositions/")


# --- First publications -----------------------------------------------------------------------------------


def test_only_coordinators_of_the_territory_answer_first_publications() -> None:
    place = a_first_publication()
    address = f"/propositions/lieux/{place.public_id}/"
    over("departement:53", person("Alice"), "coordinator")
    over("departement:49", person("Bob"), "coordinator")

    for name, status in (("Bob", 404), ("Charlie", 403)):
        assert signed_in(name).get(address).status_code == status
        assert signed_in(name).post(address, {"accept": "1", "answer": ""}).status_code == status
    assert place.name not in said_by(signed_in("Bob").get("/propositions/"))
    alice = signed_in("Alice")
    assert "Café numérique" in said_by(alice.get("/propositions/"))
    assert "Écrite par Charlie" in said_by(alice.get(address))
    assert Client().get(f"/lieux/{place.public_id}/").status_code == 404

    assert alice.post(address, {"refuse": "1", "answer": ""}).status_code == 422
    assert alice.post(address, {"accept": "1", "answer": ""}).status_code == 302
    assert Client().get(f"/lieux/{place.public_id}-{place.slug}/").status_code == 200
    assert ContactChannel.objects.count() == 0
