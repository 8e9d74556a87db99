"""`/programme/seances/<id>/preparation/`: the list, in one gesture, printed, kept for the place; what is reserved."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions import checklists
from palier.agenda.models import ChecklistItem, FormatChecklistLine, Session
from palier.directory.actions import declare_capability
from palier.directory.enums import Answer, CapabilityKind
from palier.kits.models import Reservation
from tests.cast import at, person
from tests.factories.agenda import a_session, a_shipped_format
from tests.factories.directory import NOW, StructureFactory, a_place
from tests.factories.kits import a_thing, reserved

pytestmark = pytest.mark.django_db


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


def a_cafe(**values: object) -> Session:
    """A café in a week, with the list that the product ships; Alice is a librarian there."""
    owner = StructureFactory(name="Médiathèque de Craon")
    place = a_place("Médiathèque de Craon", insee_code="53084", owner=owner)
    in_a_week = timezone.now() + timedelta(days=7)
    session = a_session(format=a_shipped_format(), place=place, starts_at=in_a_week, **values)
    at(owner, person("Alice"), "librarian")
    at(StructureFactory(name="Ailleurs"), person("Bob"), "librarian")
    return session


def url(session: Session, end: str = "") -> str:
    return f"/programme/seances/{session.public_id}/preparation/{end}"


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def test_those_who_hold_the_session_open_its_preparation_and_write_in_it() -> None:
    session = a_cafe()
    item = session.checklist.first()
    assert item is not None
    addresses = ["", "ajouter/", f"{item.pk}/cocher/", f"{item.pk}/noter/", "liste-du-lieu/", "reserver/"]

    for name in ("Bob", "Charlie"):
        client = signed_in(name)
        assert client.get(url(session)).status_code == 403
        assert {client.post(url(session, end)).status_code for end in addresses[1:]} == {403}
        assert client.post(url(session, f"{item.pk}/retirer/")).status_code == 403
    assert Client().get(url(session)).status_code == 302
    assert signed_in("Alice").get(url(session)).status_code == 200
    assert signed_in("Alice").get("/programme/seances/zzzzzzzz/preparation/").status_code == 404
    assert ChecklistItem.objects.filter(pk=item.pk, done_at=None).exists()


@pytest.mark.requirement("R003-043", "R003-044", "R003-046", "R003-053")
def test_a_cafe_is_prepared_with_its_room_tables_leads_projector_and_coffee() -> None:
    shown = text(signed_in("Alice").get(url(a_cafe())).text)

    for thing in (
        "Une salle, porte ouverte",
        "Plusieurs tables disposées en U",
        "Des chaises",
        "Des rallonges",
        "Des multiprises",
        "Un vidéoprojecteur relié à un ordinateur connecté à internet",
        "Le lieu ne déclare aucun vidéoprojecteur : demandez, ou réservez-en un.",
        "Du café, du thé et des petits gâteaux",
    ):
        assert thing in shown
    assert "0 sur 12 prêt." in shown


@pytest.mark.requirement("R003-046")
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer.YES, "Le lieu déclare un vidéoprojecteur."),
        (Answer.NO, "Le lieu n’a pas de vidéoprojecteur : réservez-en un, ou apportez-le."),
    ],
)
def test_the_list_says_what_the_place_declares_of_a_projector(answer: Answer, sentence: str) -> None:
    session = a_cafe()
    assert session.place is not None
    declare_capability(place=session.place, kind=CapabilityKind.PROJECTOR, answer=answer, now=NOW)

    assert sentence in text(signed_in("Alice").get(url(session)).text)


@pytest.mark.requirement("R003-041")
def test_the_list_of_a_cafe_is_ticked_changed_kept_for_the_place_and_made_to_be_printed() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    standard = list(session.format.checklist.filter(place=None).values_list("label", flat=True))
    given = list(session.checklist.values_list("label", flat=True))
    chairs = session.checklist.get(code="chairs")
    toolbox = session.checklist.get(code="toolbox")

    alice.post(url(session, f"{chairs.pk}/cocher/"), {"fait": "1"})
    alice.post(url(session, f"{chairs.pk}/noter/"), {"note": "Dix, dans la réserve."})
    alice.post(url(session, f"{toolbox.pk}/retirer/"))
    alice.post(url(session, "ajouter/"), {"label": "Le micro de la salle"})
    alice.post(url(session, "liste-du-lieu/"), {"liste": "du-lieu"})
    page = alice.get(url(session)).text
    next_month = session.starts_at + timedelta(days=30)
    next_one = a_session(format=session.format, place=session.place, starts_at=next_month)
    elsewhere = a_session(format=session.format, starts_at=next_month)

    assert given == standard
    assert "1 sur 12 prêt" in text(page)
    assert "Dix, dans la réserve." in page
    assert "Prêt, dit Alice" in page
    assert "Imprimer la liste" in page
    labels = list(next_one.checklist.values_list("label", "note", "done_at"))
    assert labels[-1] == ("Le micro de la salle", "", None)
    assert "La boîte à outils numérique" not in {label for label, _, _ in labels}
    assert list(elsewhere.checklist.values_list("label", flat=True)) == standard


def test_a_place_goes_back_to_the_standard_list() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    alice.post(url(session, "liste-du-lieu/"), {"liste": "du-lieu"})
    assert FormatChecklistLine.objects.filter(place=session.place).count() == 12

    alice.post(url(session, "liste-du-lieu/"), {"liste": "habituelle"})

    assert not FormatChecklistLine.objects.filter(place=session.place).exists()
    assert FormatChecklistLine.objects.filter(place=None, format=session.format).count() == 12


def test_keeping_a_list_says_what_was_not_done() -> None:
    session, alice = a_cafe(), signed_in("Alice")

    again = alice.post(url(session, "liste-du-lieu/"), {"liste": "habituelle"}, follow=True)
    session.checklist.exclude(code="chairs").delete()
    one = alice.post(url(session, "liste-du-lieu/"), {"liste": "du-lieu"}, follow=True)
    session.checklist.all().delete()
    empty = alice.post(url(session, "liste-du-lieu/"), {"liste": "du-lieu"}, follow=True)
    unknown = alice.post(url(session, "liste-du-lieu/"), {"liste": "autre"})

    assert "Ce lieu suit déjà la liste habituelle du format." in text(again.text)
    assert ": 1 ligne, pour les prochaines séances." in text(one.text)
    assert "Cette liste est vide : rien n’est gardé." in text(empty.text)
    assert unknown.status_code == 404
    assert FormatChecklistLine.objects.filter(place=session.place).count() == 1


def test_a_line_is_ticked_in_one_gesture_with_and_without_script() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    chairs = session.checklist.get(code="chairs")
    tick = url(session, f"{chairs.pk}/cocher/")

    plain = alice.post(tick, {"fait": "1"}, follow=True)
    fragment = alice.post(
        tick, {"fait": "0"}, headers={"HX-Request": "true", "HX-Target": "liste"}, follow=True
    )
    part = alice.get(url(session), headers={"HX-Request": "true", "HX-Target": "section#liste"})

    assert plain.redirect_chain == [(url(session), 302)]
    assert "<h1>" in plain.text
    assert fragment.status_code == 200
    assert part.text.strip().startswith('<p role="status" id="prets">')  # said, and outside what is swapped
    assert 'hx-select="#liste" hx-swap="outerHTML" hx-select-oob="#prets:innerHTML"' in part.text
    assert "0 sur 12 prêt." in text(part.text)
    chairs.refresh_from_db()
    assert (chairs.done_at, chairs.done_by) == (None, None)


def test_who_ticked_first_stays_and_the_same_words_are_one_line() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    chairs = session.checklist.get(code="chairs")
    for by in (person("Bob"), person("Alice")):
        checklists.tick_item(item=chairs, is_done=True, by=by, now=NOW)

    for label in ("Un micro", " un MICRO "):
        alice.post(url(session, "ajouter/"), {"label": label})
    refused = alice.post(url(session, "ajouter/"), {"label": ""})

    assert chairs.done_by == person("Bob")
    assert session.checklist.count() == 13
    assert refused.status_code == 422


def test_a_list_has_an_end_and_two_lines_alike_keep_codes_of_their_own_for_the_place() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    twin = ChecklistItem(session=session, label="Des chaises !", position=900)
    twin.save()
    ChecklistItem.objects.create(session=session, label="des chaises ?", position=901)
    assert checklists.keep_list_for_place(session=session) == 14
    for number in range(60):
        ChecklistItem.objects.create(session=session, label=f"Chose {number}")

    refused = alice.post(url(session, "ajouter/"), {"label": "Une de trop"})

    assert "60 lignes au plus" in text(refused.text)
    assert not session.checklist.filter(label="Une de trop").exists()


@pytest.mark.requirement("R003-050")
def test_equipment_is_reserved_for_the_session_and_a_double_reservation_is_refused() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    tablets = a_thing("Lot de tablettes", owner=session.organiser, kind="TABLET")
    wish = {"thing": tablets.public_id, "before_min": "30", "after_min": "60"}

    shown = alice.get(url(session))
    done = alice.post(url(session, "reserver/"), wish, follow=True)
    during = a_session(place=session.place, starts_at=session.starts_at + timedelta(hours=2, minutes=30))
    after = a_session(place=session.place, starts_at=session.starts_at + timedelta(hours=3, minutes=40))
    early = {**wish, "before_min": "60"}
    refused = [alice.post(url(other, "reserver/"), early) for other in (during, after)]

    assert "Lot de tablettes" in shown.text
    reservation = Reservation.objects.get()
    assert (reservation.session, reservation.structure) == (session, session.organiser)
    assert reservation.requested_by == person("Alice")
    assert reservation.starts_at == session.starts_at - timedelta(minutes=30)
    assert "« Lot de tablettes » est réservé pour cette séance." in text(done.text)
    assert "Réservé : Lot de tablettes." in text(done.text)
    assert [answer.status_code for answer in refused] == [422, 422]
    assert "Ce matériel n’est pas libre à ce moment" in text(refused[0].text)
    assert "Déjà pris" in text(refused[1].text)


@pytest.mark.requirement("R001-045")
def test_what_another_structure_shares_is_asked_for_from_the_page() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    near = a_place(
        "Centre social Les Marronniers", owner=StructureFactory(name="Centre social Les Marronniers")
    )
    shared = a_thing("Projecteur du centre", owner=near.owner, place=near, sharing="ON_AGREEMENT")

    shown = text(alice.get(url(session)).text)
    done = alice.post(
        url(session, "reserver/"),
        {"thing": shared.public_id, "before_min": "0", "after_min": "0"},
        follow=True,
    )

    assert "Centre social Les Marronniers, à 1 km à vol d’oiseau, avec son accord" in shown
    assert "qui doit donner son accord" in text(done.text)
    assert "Réservé : Projecteur du centre (en attente de l’accord)." in text(done.text)


def test_what_is_taken_at_that_time_is_not_offered() -> None:
    session, alice = a_cafe(), signed_in("Alice")
    taken = a_thing("Déjà pris ailleurs", owner=session.organiser)
    reserved(taken, starts_at=session.starts_at, now=timezone.now())
    a_thing("Libre", owner=session.organiser)

    shown = alice.get(url(session)).text

    assert ("Libre" in shown, "Déjà pris ailleurs" in shown) == (True, False)
    refused = alice.post(
        url(session, "reserver/"), {"thing": taken.public_id, "before_min": "0", "after_min": "0"}
    )
    assert refused.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_as_many_queries_with_one_line_and_with_three(
    count: int, django_assert_num_queries: object
) -> None:
    session, alice = a_cafe(), signed_in("Alice")
    session.checklist.filter(pk__in=[item.pk for item in session.checklist.all()[count:]]).delete()
    for number in range(count):
        a_thing(f"Matériel {number}", owner=session.organiser)
        thing = a_thing(f"Réservé {number}", owner=session.organiser)
        reserved(thing, starts_at=session.starts_at, session=session, now=timezone.now())

    with django_assert_num_queries(12):  # type: ignore[operator]
        page = alice.get(url(session)).text

    assert (page.count('id="cocher-'), page.count('<li class="card">')) == (count, count)
