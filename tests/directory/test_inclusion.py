"""Requests to appear: one answer wins, what is published, who is told, what is counted and forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from palier.directory.actions import inclusion as actions
from palier.directory.enums import ChangeVia, InclusionStatus
from palier.directory.models import InclusionRequest, Need, Place, RecordChange, SearchDoc, Service, Structure
from palier.directory.queries import inclusion as queries
from palier.directory.queries.perimeters import Perimeter
from tests.cast import person
from tests.factories.directory import NOW, StructureFactory, a_need, a_place, commune

pytestmark = pytest.mark.django_db

MAYENNE = Perimeter(frozenset({"departement:53"}))


def asked(**fields: Any) -> InclusionRequest:
    values = {
        "name": "Bibliothèque du village",
        "commune": commune("53084"),
        "contact_kind": "PHONE",
        "contact_value": "02 61 91 00 10",
        "service_text": "Aide pour les papiers sur internet",
        "sender_contact": "camille@exemple.example",
        **fields,
    }
    return actions.ask_inclusion(values=values, now=values.pop("now", NOW))


def accepted(need: Need, **fields: Any) -> actions.Accepted:
    given = {
        "name": "Bibliothèque du village",
        "address": "3 rue des Lilas",
        "hours_text": "mardi 14h-17h",
        "service_name": "Aide aux papiers",
        **fields,
    }
    return actions.Accepted(need=need, **given)


@pytest.mark.requirement("R001-054")
def test_an_accepted_request_is_a_published_place_with_its_service_and_its_history() -> None:
    request = asked(is_volunteer_run=True, is_only_public_service=True)

    actions.accept_inclusion(request=request, accepted=accepted(a_need()), by=person("Alice"), now=NOW)

    place = Place.objects.get()
    assert (request.place, request.status, request.decided_by) == (place, "ACCEPTED", person("Alice"))
    assert (place.status, place.opening_hours, place.owner) == ("PUBLISHED", "Tu 14:00-17:00", None)
    assert (place.is_volunteer_run, place.is_only_public_service) == (True, True)
    assert [c.value for c in place.contacts.all()] == ["+33261910010"]
    assert SearchDoc.objects.filter(place=place).exists()
    history = RecordChange.objects.values_list("via", "by_label")
    assert set(history) == {(ChangeVia.INCLUSION.value, "Alice")}
    assert mail.outbox[-1].to == ["camille@exemple.example"]
    assert f"/lieux/{place.public_id}/" in mail.outbox[-1].body


def test_without_an_address_the_place_is_at_the_centre_of_its_commune_and_says_so() -> None:
    actions.accept_inclusion(
        request=asked(), accepted=accepted(a_need(), address=""), by=person("Alice"), now=NOW
    )

    place = Place.objects.get()
    assert (place.lat, place.lon) == (place.commune.lat, place.commune.lon)
    assert place.access_notes == actions.WITHOUT_ADDRESS


def test_hours_that_are_not_wholly_read_are_shown_as_they_were_written() -> None:
    text = "mardi 14h-17h et les soirs de pleine lune"

    actions.accept_inclusion(
        request=asked(), accepted=accepted(a_need(), hours_text=text), by=person("Alice"), now=NOW
    )

    place = Place.objects.get()
    assert (place.opening_hours, place.hours_note) == ("Tu 14:00-17:00", text)


def test_the_structure_is_created_only_if_wanted_and_keeps_the_record() -> None:
    request = asked()

    actions.accept_inclusion(
        request=request, accepted=accepted(a_need(), creates_structure=True), by=person("Alice"), now=NOW
    )

    structure = Structure.objects.get()
    assert (structure.name, structure.commune) == ("Bibliothèque du village", commune("53084"))
    assert Place.objects.get().owner == structure
    assert Service.objects.get().provider == structure


def test_a_structure_that_exists_is_not_created_again() -> None:
    there = StructureFactory(name="Bibliothèque du village", commune=commune("53084"))

    actions.accept_inclusion(
        request=asked(), accepted=accepted(a_need(), structure=there), by=person("Alice"), now=NOW
    )

    assert (Structure.objects.count(), Place.objects.get().owner) == (1, there)


def test_a_refused_value_leaves_the_request_waiting_and_creates_nothing() -> None:
    request = asked()

    with pytest.raises(ValidationError):
        actions.accept_inclusion(
            request=request, accepted=accepted(a_need(), name="x" * 300), by=person("Alice"), now=NOW
        )

    assert InclusionRequest.objects.get().status == InclusionStatus.NEW
    assert not Place.objects.exists()


@pytest.mark.parametrize("decide", [actions.refuse_inclusion, actions.send_inclusion_back])
def test_an_answer_that_is_not_a_yes_needs_a_reason(decide: Any) -> None:
    with pytest.raises(actions.ReasonMissing):
        decide(request=asked(), reason="  ", by=person("Alice"), now=NOW)

    assert InclusionRequest.objects.get().status == InclusionStatus.NEW


def test_nobody_is_written_to_who_left_a_telephone() -> None:
    request = asked(
        sender_contact="06 39 98 00 10", contact_kind="EMAIL", contact_value="lieu@exemple.example"
    )

    actions.refuse_inclusion(request=request, reason="Hors sujet.", by=person("Alice"), now=NOW)

    assert mail.outbox == []


def test_a_second_answer_is_told_that_it_came_late() -> None:
    request = asked()
    actions.refuse_inclusion(request=request, reason="Hors sujet.", by=person("Alice"), now=NOW)

    with pytest.raises(actions.InclusionMovedOn):
        actions.accept_inclusion(request=request, accepted=accepted(a_need()), by=person("Bob"), now=NOW)

    assert not Place.objects.exists()


@pytest.mark.race
def test_of_two_coordinators_who_accept_at_once_one_publishes(threads: Any) -> None:
    need, request = a_need(), asked()
    by = [person("Alice"), person("Bob")]

    def accept(number: int) -> str:
        mine = InclusionRequest.objects.get(pk=request.pk)
        try:
            actions.accept_inclusion(request=mine, accepted=accepted(need), by=by[number], now=NOW)
        except actions.InclusionMovedOn:
            return "late"
        return "published"

    assert sorted(threads(2, accept)) == ["late", "published"]
    assert Place.objects.count() == 1


@pytest.mark.race
def test_of_a_yes_and_a_no_at_once_one_is_told_that_it_came_late(threads: Any) -> None:
    need, request = a_need(), asked()
    by = [person("Alice"), person("Bob")]

    def decide(number: int) -> str:
        mine = InclusionRequest.objects.get(pk=request.pk)
        try:
            if number:
                actions.refuse_inclusion(request=mine, reason="Non.", by=by[number], now=NOW)
            else:
                actions.accept_inclusion(request=mine, accepted=accepted(need), by=by[number], now=NOW)
        except actions.InclusionMovedOn:
            return "late"
        return "done"

    assert sorted(threads(2, decide)) == ["done", "late"]
    assert Place.objects.count() == (InclusionRequest.objects.get().status == "ACCEPTED")


@pytest.mark.requirement("R004-181")
def test_requests_are_counted_by_year_and_status() -> None:
    asked()
    actions.refuse_inclusion(request=asked(), reason="Non.", by=person("Alice"), now=NOW)
    asked(now=NOW - timedelta(days=400))
    asked(commune=commune("49007"))

    counted = queries.inclusions_by_year(MAYENNE.condition())

    new, refused = InclusionStatus.NEW, InclusionStatus.REFUSED
    assert [(row.year, row.counts[new], row.counts[refused], row.total) for row in counted] == [
        (2026, 1, 1, 2),
        (2025, 1, 0, 1),
    ]


def test_what_has_the_same_name_in_the_commune_is_found_accents_and_capitals_aside() -> None:
    same = a_place("BIBLIOTHEQUE DU VILLAGE")
    a_place("Bibliothèque du village", insee_code="53130")
    structure = StructureFactory(name="Bibliothèque du Village", commune=commune("53084"))

    found = queries.namesakes_of(asked())

    assert (found.places, found.structures) == ((same,), (structure,))


def test_senders_of_answered_requests_are_forgotten_and_the_requests_still_counted() -> None:
    actions.refuse_inclusion(
        request=asked(), reason="Non.", by=person("Alice"), now=NOW - timedelta(days=800)
    )
    waiting = asked()

    how = {"contacts_before": NOW - timedelta(days=180), "messages_before": NOW - timedelta(days=730)}
    assert actions.forget_old_inclusions(**how) == 2
    assert actions.forget_old_inclusions(**how) == 0

    old = InclusionRequest.objects.get(status="REFUSED")
    assert (old.sender_contact, old.contact_value, old.service_text) == ("", "(effacé)", "(effacé)")
    waiting.refresh_from_db()
    assert waiting.sender_contact == "camille@exemple.example"
    assert queries.inclusions_by_year(MAYENNE.condition())[0].total == 2
