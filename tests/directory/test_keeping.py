"""Drafts, completeness and the words of history: what is kept, what is missing, what is told."""

from datetime import timedelta
from typing import Any

import pytest

from palier.core import retention
from palier.directory.actions.drafts import (
    MOST_DRAFTS,
    DraftRefused,
    forget_draft,
    forget_old_drafts,
    save_draft,
)
from palier.directory.editable import read_place, read_service
from palier.directory.enums import CapabilityKind
from palier.directory.models import Draft, Place
from palier.directory.queries import history, keeping
from palier.directory.queries.completeness import completeness_of
from tests.cast import person
from tests.directory.edits import contact, edit
from tests.factories.directory import NOW, PlaceFactory, StructureFactory, a_need, a_place, a_service

pytestmark = pytest.mark.django_db


def test_a_draft_is_one_per_person_and_form_and_the_latest_wins() -> None:
    alice, bob = person("Alice"), person("Bob")

    save_draft(user=alice, key="place:new", typed={"name": ["A"]}, now=NOW)
    save_draft(user=alice, key="place:new", typed={"name": ["B"], "types": ["x", "y"]}, now=NOW)
    save_draft(user=bob, key="place:new", typed={"name": ["C"]}, now=NOW)

    draft = keeping.draft_of(alice, "place:new")
    assert draft is not None
    assert draft.typed == {"name": ["B"], "types": ["x", "y"]}
    assert Draft.objects.count() == 2


@pytest.mark.parametrize("key", ["", "place", "place:NEW", "user:abcdefgh", "place:abc", "service:new:abc"])
def test_a_draft_of_something_else_is_refused(key: str) -> None:
    with pytest.raises(DraftRefused):
        save_draft(user=person("Alice"), key=key, typed={}, now=NOW)


def test_an_account_keeps_its_latest_drafts_only() -> None:
    alice = person("Alice")
    for number in range(MOST_DRAFTS + 3):
        moment = NOW + timedelta(minutes=number)
        save_draft(user=alice, key=f"place:{number:08}", typed={}, now=moment)

    assert Draft.objects.count() == MOST_DRAFTS
    assert keeping.draft_of(alice, "place:00000002") is None
    assert keeping.draft_of(alice, "place:00000003") is not None


def test_drafts_are_forgotten_once_sent_and_when_old() -> None:
    alice = person("Alice")
    save_draft(user=alice, key="place:new", typed={}, now=NOW - timedelta(days=91))
    save_draft(user=alice, key="structure:new", typed={}, now=NOW - timedelta(days=89))

    assert forget_old_drafts(before=NOW - timedelta(days=90)) == 1
    assert forget_old_drafts(before=NOW - timedelta(days=90)) == 0
    assert forget_draft(user=alice, key="structure:new")
    assert not forget_draft(user=alice, key="structure:new")


def test_the_clock_forgets_drafts_and_the_public_is_told_when() -> None:
    save_draft(user=person("Alice"), key="place:new", typed={}, now=NOW)
    rule = next(rule for rule in retention.rules() if rule.name == "brouillons")

    early = rule.forget(NOW + timedelta(days=89))
    late = rule.forget(NOW + timedelta(days=91))

    assert (early, late) == (0, 1)
    assert "90 jours" in rule.told()


def completeness(place: Place, *services: Any) -> Any:
    return completeness_of(read_place(place), services=[read_service(s) for s in services])


def test_a_place_that_says_nothing_lacks_a_service_first() -> None:
    place = PlaceFactory(address="", lat=None, lon=None)

    whole = completeness(place)

    assert whole.percent == 0
    assert [m.field for m in whole.missing] == [
        "services",
        "contacts",
        "address",
        "opening_hours",
        "types",
        "point",
        "owner",
        "capabilities",
        "access_notes",
    ]


def test_a_place_that_says_everything_lacks_nothing() -> None:
    place = a_place(owner=StructureFactory(), phone="+33261910001", opening_hours="24/7", access_notes="Bus")
    answers = [[kind, "YES"] for kind in sorted(CapabilityKind.values)]
    edit(place, types=[["LIBRARY", ""]], capabilities=answers)
    service = a_service(place, a_need(), price="FREE", helper_hours="24/7", not_done="Vendre")
    service.access_modes.create(mode="WALK_IN")

    whole = completeness(Place.objects.get(), service)

    assert (whole.percent, whole.is_whole) == (100, True)


def test_what_a_service_lacks_is_told_with_its_name_and_a_draft_service_does_not_count() -> None:
    place = a_place()
    shown = a_service(place, a_need(), name="Atelier")
    draft = a_service(place, a_need("autre", "Autre"))
    draft.status = "DRAFT"

    missing = [m for m in completeness(place, draft, shown).missing if m.service is not None]

    assert {m.service for m in missing} == {1}
    assert missing[0].sentence == "« Atelier » : comment on y vient, avec ou sans rendez-vous."


def test_a_contact_for_professionals_only_is_not_a_way_to_be_reached() -> None:
    place = a_place()
    edit(place, contacts=[contact("PHONE", "+33261910001", visibility="PROFESSIONAL")])

    assert "contacts" in {m.field for m in completeness(Place.objects.get()).missing}


def test_who_last_changed_one_of_these_fields_is_found() -> None:
    place = a_place()
    named = edit(place, name="Le Seuil")
    edit(place, hours_note="Sonnez")

    assert history.who_changed(place, ["name", "address"]) == named
    assert history.who_changed(place, ["address"]) is None


def test_who_made_a_record_is_known_by_the_first_line_of_its_history() -> None:
    place = a_place()
    edit(place, name="Le Seuil")

    assert not keeping.made_by(place, person("Alice"))
