"""Corrections proposed: accepted whole or in part, refused with a reason, once; first publications."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from palier.directory import actions
from palier.directory.actions.editing import Author, create_edited_place
from palier.directory.actions.proposals import (
    AlreadyDecided,
    accept_proposal,
    accept_publication,
    refuse_proposal,
    refuse_publication,
)
from palier.directory.editable import read_place
from palier.directory.enums import ChangeVia, ContactKind, PlaceStatus
from palier.directory.models import ContactChannel, CorrectionProposal, Place, RecordChange
from palier.directory.queries.proposals import contacts_today, proposed_fields
from tests.cast import person
from tests.factories.directory import NOW, a_place, commune

pytestmark = pytest.mark.django_db

HOURS, ADDRESS = "Mo-Fr 09:00-12:00", "14 place du Pilori"


def proposed(place: Place | None = None, *, contact: str = "", **changes: Any) -> CorrectionProposal:
    place = place or a_place()
    return actions.report_error(
        place=place,
        message="C’est faux.",
        contact=contact,
        changes=changes,
        before=read_place(place),
        now=NOW,
    )


def phone(value: str, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "PHONE",
        "value": value,
        "label": "",
        "is_preferred": False,
        "phone_hours": "",
        "visibility": "PUBLIC",
        "is_named": False,
        "agreed_on": None,
        **fields,
    }


def test_a_proposal_keeps_what_the_record_said_of_the_fields_it_changes() -> None:
    proposal = proposed(address=ADDRESS)

    assert proposal.changes == {"address": ADDRESS}
    assert proposal.before == {"address": "12 place du Pilori"}
    assert Place.objects.get().address == "12 place du Pilori"


def test_an_accepted_proposal_changes_the_chosen_fields_in_the_name_of_both() -> None:
    proposal = proposed(contact="visiteur@exemple.example", opening_hours=HOURS, address=ADDRESS)

    accept_proposal(
        proposal=proposal, fields=["opening_hours"], answer="Merci !", by=person("Alice"), now=NOW
    )

    place = Place.objects.get()
    assert (place.opening_hours, place.address) == (HOURS, "12 place du Pilori")
    change = RecordChange.objects.get()
    assert (change.via, change.by_label, change.by) == (
        "PROPOSAL",
        "une visiteuse ou un visiteur, accepté par Alice",
        person("Alice"),
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by, proposal.decided_at) == ("ACCEPTED", person("Alice"), NOW)
    sent = [m for m in mail.outbox if m.to == ["visiteur@exemple.example"]]
    assert [m.subject for m in sent] == ["Merci : la fiche « Médiathèque de Craon » est corrigée"]
    assert "Merci !" in sent[0].body
    assert "C’est faux." not in sent[0].body


def test_a_signed_in_person_is_named_in_history_and_answered_at_the_address_of_the_account() -> None:
    place = a_place()
    proposal = actions.report_error(
        place=place,
        message="",
        contact="",
        changes={"address": ADDRESS},
        before=read_place(place),
        by=person("Bob"),
        now=NOW,
    )

    accept_proposal(proposal=proposal, fields=["address"], answer="", by=person("Alice"), now=NOW)

    assert RecordChange.objects.get().by_label == "Bob, accepté par Alice"
    assert [m.to for m in mail.outbox] == [["bob@exemple.example"]]


def test_a_refusal_needs_a_reason_which_is_told() -> None:
    proposal = proposed(contact="visiteur@exemple.example", address=ADDRESS)

    with pytest.raises(ValidationError):
        refuse_proposal(proposal=proposal, reason="  ", by=person("Alice"), now=NOW)
    refuse_proposal(proposal=proposal, reason="L’adresse est la bonne.", by=person("Alice"), now=NOW)

    assert Place.objects.get().address == "12 place du Pilori"
    proposal.refresh_from_db()
    assert (proposal.status, proposal.answer) == ("REFUSED", "L’adresse est la bonne.")
    assert "L’adresse est la bonne." in mail.outbox[-1].body


@pytest.mark.parametrize("contact", ["", "06 39 98 34 56", "pas@une adresse"])
def test_without_a_mail_address_nobody_is_written_to(contact: str) -> None:
    refuse_proposal(proposal=proposed(contact=contact), reason="Non", by=person("Alice"), now=NOW)

    assert mail.outbox == []


def test_a_decided_proposal_is_not_decided_again() -> None:
    proposal = proposed(address=ADDRESS)
    refuse_proposal(proposal=proposal, reason="Non", by=person("Alice"), now=NOW)

    with pytest.raises(AlreadyDecided):
        accept_proposal(proposal=proposal, fields=["address"], answer="", by=person("Bob"), now=NOW)

    assert Place.objects.get().address == "12 place du Pilori"


@pytest.mark.race
def test_of_two_deciders_at_the_same_moment_one_wins_and_one_mail_leaves(threads: Any) -> None:
    proposal = proposed(contact="visiteur@exemple.example", address=ADDRESS)
    deciders = [person(name) for name in ("Alice", "Bob", "Charlie", "Dalila")]

    def decide(number: int) -> str:
        mine = CorrectionProposal.objects.select_related("place", "by").get(pk=proposal.pk)
        try:
            if number % 2:
                refuse_proposal(proposal=mine, reason="Non", by=deciders[number], now=NOW)
            else:
                accept_proposal(proposal=mine, fields=["address"], answer="", by=deciders[number], now=NOW)
        except AlreadyDecided:
            return "late"
        return "refused" if number % 2 else "accepted"

    results = sorted(threads(4, decide))

    assert results.count("late") == 3
    is_accepted = "accepted" in results
    assert Place.objects.get().address == (ADDRESS if is_accepted else "12 place du Pilori")
    assert RecordChange.objects.count() == int(is_accepted)


def test_a_refused_value_leaves_the_proposal_to_be_decided() -> None:
    proposal = proposed(opening_hours="n’importe quoi")

    with pytest.raises(ValidationError):
        accept_proposal(proposal=proposal, fields=["opening_hours"], answer="", by=person("Alice"), now=NOW)

    assert CorrectionProposal.objects.get().status == "NEW"
    assert mail.outbox == []


def test_what_changed_since_is_said_field_by_field() -> None:
    place = a_place()
    proposal = proposed(place, address=ADDRESS, name="Bibliothèque")
    actions.update_place(place=place, now=NOW, address="1 rue Neuve")
    proposal.place.refresh_from_db()

    name, address = proposed_fields(proposal)

    assert (name.label, name.before, name.today, name.proposed) == (
        "Nom",
        "Médiathèque de Craon",
        "Médiathèque de Craon",
        "Bibliothèque",
    )
    assert (name.has_moved, address.has_moved) == (False, True)
    assert (address.before, address.today, address.proposed) == (
        "12 place du Pilori",
        "1 rue Neuve",
        "14 place du Pilori",
    )


def test_a_proposed_number_replaces_the_old_one_whatever_contact_was_added_meanwhile() -> None:
    place = a_place(phone="02 61 91 00 01")
    before = read_place(place)["contacts"]
    proposal = actions.report_error(
        place=place,
        message="",
        contact="",
        changes={"contacts": [phone("+33261910002")]},
        before={"contacts": before},
        now=NOW,
    )
    actions.add_contact(of=place, kind=ContactKind.EMAIL, value="accueil@exemple.example")

    accept_proposal(proposal=proposal, fields=["contacts"], answer="", by=person("Alice"), now=NOW)

    assert sorted(ContactChannel.objects.filter(place=place).values_list("value", flat=True)) == [
        "+33261910002",
        "accueil@exemple.example",
    ]


def test_the_same_difference_is_made_to_the_contacts_of_today() -> None:
    old, new, other = phone("1", is_preferred=True), phone("2"), phone("3")

    assert contacts_today(before=[old], after=[new], current=[old, other]) == [
        {**new, "is_preferred": True},
        other,
    ]
    assert contacts_today(before=[old], after=[], current=[other]) == [other]
    assert contacts_today(before=[], after=[new], current=[other, new]) == [other, new]
    assert contacts_today(before=[old], after=[old, new], current=[other]) == [other, new]


# --- First publications -----------------------------------------------------------------------------------


def a_first_publication() -> Place:
    """A place written by Charlie, whose account has no role."""
    commune("53084")
    return create_edited_place(
        values={
            "name": "Café numérique",
            "commune": "53084",
            "address": ADDRESS,
            "status": PlaceStatus.WAITING.value,
        },
        author=Author.of(person("Charlie")),
        via=ChangeVia.FORM,
        now=NOW,
    )


def test_a_first_publication_that_is_accepted_is_online_and_its_author_told() -> None:
    place = a_first_publication()

    accept_publication(place=place, by=person("Alice"), now=NOW)

    assert Place.objects.get().status == PlaceStatus.PUBLISHED
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["charlie@exemple.example"], "Votre fiche « Café numérique » est en ligne")
    ]


def test_a_first_publication_that_is_refused_is_a_draft_again_and_its_author_told_why() -> None:
    place = a_first_publication()

    with pytest.raises(ValidationError):
        refuse_publication(place=place, reason="", by=person("Alice"), now=NOW)
    refuse_publication(place=place, reason="Il manque un téléphone.", by=person("Alice"), now=NOW)

    assert Place.objects.get().status == PlaceStatus.DRAFT
    assert "Il manque un téléphone." in mail.outbox[0].body
    with pytest.raises(AlreadyDecided):
        accept_publication(place=place, by=person("Bob"), now=NOW)
