"""Proposing a session in the programme of another structure: who is told, who decides."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from post_office.models import Email

from palier.accounts.models import User
from palier.agenda import permissions, queries
from palier.agenda.actions import around, proposing
from palier.agenda.enums import (
    CreditRole,
    SessionStatus,
)
from palier.agenda.models import Session
from palier.directory.queries.standing import standing_of
from tests.cast import TODAY, at, person
from tests.factories.agenda import a_format
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db


def _proposed() -> Session:
    """Bob, of another structure, proposes; Alice is in charge of the place, Claire works there."""
    host, mission = StructureFactory(name="Médiathèque"), StructureFactory(name="Mission locale")
    at(host, person("Alice"), "digital_lead")
    at(host, person("Claire"), "librarian")
    at(mission, person("Bob"), "digital_adviser")
    a_format()
    return proposing.propose_session(
        format=a_format(),
        place=a_place("Médiathèque de Craon", owner=host),
        proposed_by=mission,
        starts_at=datetime(2026, 12, 12, 9, tzinfo=UTC),
        ends_at=datetime(2026, 12, 12, 11, tzinfo=UTC),
        values={},
        by=person("Bob"),
        now=NOW,
    )


def _mails() -> list[tuple[str, str]]:
    sent = [(",".join(row.to), row.subject) for row in Email.objects.order_by("pk")]
    return sent or [(message.to[0], message.subject) for message in mail.outbox]


def test_who_proposes_is_credited_with_their_structure_and_those_in_charge_get_a_mail() -> None:
    session = _proposed()
    who = {"name": "Claire", "user": person("Claire"), "structure": session.organiser}
    around.credit_person(session=session, values={"role": CreditRole.FACILITATOR, **who}, on=TODAY)

    assert session.status == SessionStatus.PROPOSED
    credited = {c.name: c.structure.name for c in session.credits.all() if c.structure}
    assert credited == {"Bob": "Mission locale", "Claire": "Médiathèque"}
    assert _mails() == [("alice@exemple.example", "On vous propose une séance : Café numérique")]
    assert not queries.public_sessions().exists()


def test_the_mail_address_of_an_account_without_a_name_is_no_public_credit() -> None:
    named = _proposed().credits.get()
    User.objects.filter(email="bob@exemple.example").update(name="")
    unnamed = _proposed().credits.get()

    credited = around.credit_person(
        session=unnamed.session,
        values={
            "role": CreditRole.SPEAKER,
            "user": person("Bob"),
            "name": "bob@exemple.example",
            "is_public": True,
        },
        on=TODAY,
    )

    assert (named.name, named.is_public) == ("Bob", True)
    assert [credit.is_public for credit in (unnamed, credited)] == [False, False]


@pytest.mark.parametrize(("name", "allowed"), [("Alice", True), ("Claire", True), ("Bob", False)])
def test_the_structure_decides_and_who_proposes_does_not(name: str, *, allowed: bool) -> None:
    session = _proposed()

    assert permissions.may_on(standing_of(person(name), on=TODAY), "plan_sessions", session) is allowed


@pytest.mark.requirement("R004-192")
def test_an_accepted_session_becomes_a_draft_and_its_author_is_told() -> None:
    session = proposing.answer_proposal(session=_proposed(), accepts=True, text="Avec plaisir", now=NOW)

    assert (session.status, session.answer_text) == (SessionStatus.DRAFT, "Avec plaisir")
    assert _mails()[-1] == ("bob@exemple.example", "Votre séance proposée est acceptée : Café numérique")
    with pytest.raises(proposing.ProposalAnswered):
        proposing.answer_proposal(session=session, accepts=False, text="Finalement non", now=NOW)


@pytest.mark.requirement("R004-192")
def test_a_refusal_comes_with_a_word() -> None:
    session = _proposed()
    with pytest.raises(ValidationError):
        proposing.answer_proposal(session=session, accepts=False, text="", now=NOW)

    refused = proposing.answer_proposal(session=session, accepts=False, text="La salle est prise", now=NOW)

    assert refused.status == SessionStatus.REFUSED
    assert _mails()[-1][0] == "bob@exemple.example"


def test_ones_own_place_and_a_place_that_nobody_keeps_take_no_proposal() -> None:
    session = _proposed()
    assert session.place is not None
    values = {"starts_at": session.starts_at, "ends_at": session.ends_at, "values": {}, "now": NOW}
    own = {"format": session.format, "by": person("Alice"), **values}

    with pytest.raises(ValidationError):
        proposing.propose_session(place=session.place, proposed_by=session.organiser, **own)
    with pytest.raises(ValidationError):
        proposing.propose_session(place=a_place("Salle sans tenant"), proposed_by=session.organiser, **own)
