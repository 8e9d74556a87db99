"""What coordinators keep on structures: contacts made, mandates, key actors. Nobody else reads them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory.actions.editing import Author, edit_place
from palier.directory.enums import ChangeVia
from palier.directory.models import ContactLogEntry, KeyActor, Mandate, RecordChange
from palier.directory.permissions import may
from palier.directory.queries.standing import standing_of
from tests.cast import at, over, person
from tests.factories.directory import ContactFactory, StructureFactory, a_place, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

MAYENNE = "departement:53"


@pytest.fixture
def cast(client: Client) -> Client:
    """Alice coordinates the Mayenne, Bob the Maine-et-Loire, Charlie has an account."""
    commune("53084")
    commune("49007")
    over(MAYENNE, person("Alice"), "coordinator")
    over("departement:49", person("Bob"), "coordinator")
    person("Charlie")
    return client


def page_of(structure: Any) -> str:
    return f"/coordination/structures/{structure.public_id}/"


@pytest.mark.requirement("R004-125")
def test_the_contact_log_is_read_and_written_by_the_coordinators_of_the_territory_only(cast: Client) -> None:
    structure = StructureFactory(name="Le Petit Banc", commune=commune("53084"))
    at(structure, person("Gaston"), "digital_lead")
    over(MAYENNE, person("Dora"), "contributor")
    log, today = f"{page_of(structure)}journal/", timezone.localdate()
    cast.force_login(person("Alice"))
    for kind, note in (
        ("VISIT", "Vu la salle."),
        ("CALL", "Rappeler mardi."),
        ("EMAIL", "Programme envoyé."),
    ):
        answer = cast.post(log, {"kind": kind, "happened_on": today.isoformat(), "note": note})
        assert answer.status_code == 302

    seen = {}
    for name in ("Alice", "Bob", "Charlie", "Dora", "Gaston"):
        cast.force_login(person(name))
        page = cast.get(page_of(structure))
        written = cast.post(log, {"kind": "VISIT", "happened_on": today.isoformat(), "note": "Intrus"})
        seen[name] = (page.status_code, "Vu la salle." in page.text, written.status_code)

    assert seen == {
        "Alice": (200, True, 302),
        "Bob": (200, False, 403),
        "Charlie": (403, False, 403),
        "Dora": (200, False, 403),
        "Gaston": (403, False, 403),
    }
    kinds = ContactLogEntry.objects.exclude(note="Intrus").values_list("kind", "by__name")
    assert set(kinds) == {("VISIT", "Alice"), ("CALL", "Alice"), ("EMAIL", "Alice")}


def test_a_contact_to_come_is_not_written(cast: Client) -> None:
    structure = StructureFactory(commune=commune("53084"))
    cast.force_login(person("Alice"))
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = cast.post(f"{page_of(structure)}journal/", {"kind": "CALL", "happened_on": tomorrow.isoformat()})

    assert (answer.status_code, "pas encore passé" in said_by(answer)) == (422, True)
    assert not ContactLogEntry.objects.exists()


@pytest.mark.requirement("R004-039")
def test_a_mandated_structure_contributes_over_the_territory_and_each_change_keeps_its_author(
    cast: Client,
) -> None:
    hub = StructureFactory(name="Le Hub", commune=commune("49007"))
    at(hub, person("Helene"), "digital_lead")
    place, today = a_place("Lieu de Craon"), timezone.localdate()
    cast.force_login(person("Alice"))
    assert not may(standing_of(person("Helene"), on=today), "edit_record", place)

    given = cast.post(f"{page_of(hub)}mandater/", {"territory": MAYENNE, "starts_on": today.isoformat()})
    can = may(standing_of(person("Helene"), on=today), "edit_record", place)
    edit_place(
        place=place,
        values={"hours_note": "Sonnez"},
        author=Author.of(person("Helene")),
        via=ChangeVia.FORM,
        now=timezone.now(),
    )

    assert (given.status_code, can) == (302, True)
    assert "Le Hub" in said_by(cast.get("/coordination/mandats/"))
    assert RecordChange.objects.get(place=place).by == person("Helene")


@pytest.mark.requirement("R004-039")
def test_a_mandate_is_given_and_ended_by_the_coordination_of_the_territory_only(cast: Client) -> None:
    hub = StructureFactory(name="Le Hub", commune=commune("49007"))
    give, today = f"{page_of(hub)}mandater/", timezone.localdate()
    data = {"territory": MAYENNE, "starts_on": (today - timedelta(days=5)).isoformat()}

    for name in ("Bob", "Charlie"):
        cast.force_login(person(name))
        assert cast.post(give, data).status_code in (403, 422)
    assert not Mandate.objects.exists()
    cast.force_login(person("Alice"))
    cast.post(give, data)
    mandate = Mandate.objects.get()
    cast.force_login(person("Bob"))
    assert cast.post(f"/coordination/mandats/{mandate.pk}/finir/").status_code == 403
    assert "Le Hub" not in said_by(cast.get("/coordination/mandats/"))
    cast.force_login(person("Alice"))
    cast.post(f"/coordination/mandats/{mandate.pk}/finir/")

    mandate.refresh_from_db()
    assert (mandate.ends_on, mandate.given_by) == (today, person("Alice"))


def test_a_mandate_given_twice_is_refused_with_a_sentence(cast: Client) -> None:
    hub = StructureFactory(commune=commune("53084"))
    cast.force_login(person("Alice"))
    data = {"territory": MAYENNE, "starts_on": timezone.localdate().isoformat()}
    cast.post(f"{page_of(hub)}mandater/", data)

    answer = cast.post(f"{page_of(hub)}mandater/", data)

    assert (answer.status_code, "Ce mandat existe déjà" in said_by(answer)) == (422, True)


@pytest.mark.requirement("R004-086")
def test_a_key_actor_is_marked_on_a_contact_and_seen_by_the_coordinators_of_the_territory_only(
    cast: Client,
) -> None:
    structure = StructureFactory(name="Le Petit Banc", commune=commune("53084"))
    contact = ContactFactory(structure=structure, label="Samira")
    mark = f"{page_of(structure)}acteur-cle/"
    data = {"contact": str(contact.pk), "territory": MAYENNE, "note": "Connaît tout le Nord."}

    refused = []
    for name in ("Bob", "Charlie"):
        cast.force_login(person(name))
        refused.append(cast.post(mark, data).status_code)
    cast.force_login(person("Alice"))
    cast.post(mark, data)
    listed = said_by(cast.get("/coordination/acteurs-cles/"))
    actor = KeyActor.objects.get()
    cast.force_login(person("Bob"))
    elsewhere = cast.get("/coordination/acteurs-cles/")
    unmarked = cast.post(f"/coordination/acteurs-cles/{actor.pk}/retirer/").status_code
    cast.force_login(person("Charlie"))

    assert refused == [403, 403]
    assert ("Samira" in listed, "Connaît tout le Nord." in listed, "Mayenne" in listed) == (True, True, True)
    assert ("Samira" in elsewhere.text, unmarked) == (False, 403)
    assert cast.get("/coordination/acteurs-cles/").status_code == 403
    assert cast.get("/coordination/acteurs-cles/").status_code == 403


def test_a_key_actor_is_unmarked_and_the_contact_stays(cast: Client) -> None:
    structure = StructureFactory(commune=commune("53084"))
    contact = ContactFactory(structure=structure)
    cast.force_login(person("Alice"))
    cast.post(f"{page_of(structure)}acteur-cle/", {"contact": str(contact.pk), "territory": MAYENNE})

    cast.post(f"/coordination/acteurs-cles/{KeyActor.objects.get().pk}/retirer/")

    assert not KeyActor.objects.exists()
    contact.refresh_from_db()


def test_structures_are_looked_for_in_the_perimeter_and_elsewhere_when_asked(cast: Client) -> None:
    StructureFactory(name="Le Petit Banc", commune=commune("53084"))
    StructureFactory(name="Le Grand Banc", commune=commune("49007"))
    cast.force_login(person("Alice"))

    here = said_by(cast.get("/coordination/structures/?q=banc"))
    wide = said_by(cast.get("/coordination/structures/?q=banc&partout=1"))

    assert ("Petit Banc" in here, "Grand Banc" in here) == (True, False)
    assert ("Petit Banc" in wide, "Grand Banc" in wide) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_structures_cost_the_same_however_many_rows(
    cast: Client, count: int, django_assert_num_queries: Any
) -> None:
    structure = StructureFactory(commune=commune("53084"))
    cast.force_login(person("Alice"))
    for number in range(count):
        contact = ContactFactory(structure=structure, value=f"+3326191000{number}")
        cast.post(f"{page_of(structure)}acteur-cle/", {"contact": str(contact.pk), "territory": MAYENNE})
        cast.post(
            f"{page_of(structure)}journal/",
            {"kind": "CALL", "happened_on": timezone.localdate().isoformat()},
        )
        other = StructureFactory(commune=commune("53084"))
        cast.post(
            f"{page_of(other)}mandater/",
            {"territory": MAYENNE, "starts_on": timezone.localdate().isoformat()},
        )
    counts = {}
    for path in ("/coordination/structures/", "/coordination/acteurs-cles/", "/coordination/mandats/"):
        cast.get(path)
        counts[path] = path

    with django_assert_num_queries(6):
        cast.get("/coordination/structures/")
    with django_assert_num_queries(8):
        cast.get("/coordination/acteurs-cles/")
    with django_assert_num_queries(8):
        cast.get("/coordination/mandats/")
