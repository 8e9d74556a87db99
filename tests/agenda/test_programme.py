"""Changing a session: its words, its day, its end, its copies; who is credited."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from palier.agenda.actions import around, programme
from palier.agenda.actions.sessions import SessionNotReady, publish_session
from palier.agenda.enums import (
    CallBackReason,
    CreditRole,
    FormatKind,
    PartnerRole,
    RegistrationStatus,
    SchoolLevel,
    SessionStatus,
)
from palier.agenda.models import CallBack, Session, SessionCredit
from palier.directory.actions import load_codelists
from palier.directory.models import Topic
from tests.agenda.people import registered
from tests.cast import TODAY, person
from tests.factories.agenda import a_session, a_shipped_format
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db


def _moved(session: Session, **values: Any) -> Session:
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    return programme.move_session(
        session=session, **{"where": {}, "now": NOW, "revision": session.revision, **times, **values}
    )


def test_the_words_and_seats_of_a_session_change_and_its_revision_grows() -> None:
    session = a_session()

    edited = programme.edit_session(
        session=session, values={"title": "Café d’hiver", "capacity_max": 12}, now=NOW, revision=0
    )

    assert (edited.title, edited.capacity_max, edited.revision) == ("Café d’hiver", 12, 1)
    assert edited.search_text == "cafe d hiver"


def test_a_session_changed_by_somebody_else_meanwhile_is_not_overwritten() -> None:
    session = a_session()
    programme.edit_session(session=session, values={"title": "Le premier"}, now=NOW, revision=0)

    with pytest.raises(programme.SessionChangedMeanwhile):
        programme.edit_session(session=session, values={"title": "Le second"}, now=NOW, revision=0)

    session.refresh_from_db()
    assert session.title == "Le premier"


def test_seats_never_go_below_those_taken() -> None:
    session = a_session(capacity_max=3)
    registered(session, "Ana", "Bo")

    with pytest.raises(ValidationError) as refused:
        programme.edit_session(session=session, values={"capacity_max": 1}, now=NOW, revision=0)

    assert list(refused.value.message_dict) == ["capacity_max"]


def test_a_session_that_grows_offers_its_seats_to_those_who_wait() -> None:
    session = a_session(capacity_max=1)
    registered(session, "Ana")
    waiting = registered(session, "Bo")

    programme.edit_session(session=session, values={"capacity_max": 2}, now=NOW, revision=0)

    waiting.refresh_from_db()
    assert waiting.status == RegistrationStatus.OFFERED


@pytest.mark.requirement("R003-009")
def test_a_cafe_does_not_close_its_subject_when_edited_either() -> None:
    with pytest.raises(ValidationError):
        programme.edit_session(session=a_session(), values={"theme": "La sécurité"}, now=NOW, revision=0)


def test_a_moved_session_takes_the_clock_of_its_new_place_and_tells_everyone() -> None:
    session = a_session()
    registered(session, "Ana")
    away = a_place("Médiathèque de Papeete", insee_code="98735", owner=session.organiser)

    moved = _moved(session, where={"place": away})

    assert (moved.time_zone, moved.commune, moved.revision) == ("Pacific/Tahiti", away.commune, 1)
    assert CallBack.objects.get().reason == CallBackReason.MOVED


def test_moving_a_session_to_where_it_is_tells_nobody() -> None:
    session = a_session()
    registered(session, "Ana")

    assert _moved(session).revision == 0
    assert not CallBack.objects.exists()


def test_moving_a_draft_tells_nobody() -> None:
    session = a_session(published=False)

    assert _moved(session, ends_at=session.ends_at + timedelta(hours=1)).revision == 1
    assert not CallBack.objects.exists()


def test_a_cancelled_session_says_why_and_tells_everyone_once() -> None:
    session = a_session()
    registered(session, "Ana")

    cancelled = programme.cancel_session(session=session, reason="Salle inondée", now=NOW)

    assert (cancelled.status, cancelled.cancelled_reason) == (SessionStatus.CANCELLED, "Salle inondée")
    assert CallBack.objects.get().reason == CallBackReason.CANCELLED
    with pytest.raises(programme.SessionOver):
        programme.cancel_session(session=session, reason="Encore", now=NOW)
    with pytest.raises(programme.SessionOver):
        _moved(cancelled, ends_at=session.ends_at + timedelta(hours=1))


def test_a_cancellation_needs_its_reason() -> None:
    with pytest.raises(ValidationError) as refused:
        programme.cancel_session(session=a_session(), reason=" ", now=NOW)

    assert list(refused.value.message_dict) == ["reason"]


def test_only_a_draft_can_be_dropped() -> None:
    programme.drop_draft(session=a_session(published=False), now=NOW)

    assert not Session.objects.exists()
    with pytest.raises(programme.SessionOver):
        programme.drop_draft(session=a_session(), now=NOW)


def test_a_copy_takes_documents_and_colleagues_but_no_participant() -> None:
    session = a_session(hook_theme="Les photos")
    around.add_document(session=session, values={"kind": "BOOK", "title": "Mon album"})
    _credit(session, role=CreditRole.FACILITATOR, name="Nadia", structure=session.organiser)
    _credit(session, role=CreditRole.EXPERT_USER, name="Paul", has_agreed=True)
    later = timedelta(days=28)

    copy = programme.duplicate_session(
        session=session,
        starts_at=session.starts_at + later,
        ends_at=session.ends_at + later,
        by=None,
        now=NOW,
    )

    assert (copy.status, copy.hook_theme, copy.capacity_max) == ("DRAFT", "Les photos", 10)
    assert [d.title for d in copy.documents.all()] == ["Mon album"]
    assert [c.name for c in copy.credits.all()] == ["Nadia"]


# --- Around a session -----------------------------------------------------------------------------------------


def _credit(session: Session, **values: Any) -> SessionCredit:
    return around.credit_person(session=session, values=values, on=TODAY)


def test_two_user_experts_at_most_and_only_after_they_agreed() -> None:
    session = a_session()
    with pytest.raises(ValidationError) as refused:
        _credit(session, role=CreditRole.EXPERT_USER, name="Paul")
    assert list(refused.value.message_dict) == ["has_agreed"]

    first = _credit(session, role=CreditRole.EXPERT_USER, name="Paul", has_agreed=True)
    second = _credit(session, role=CreditRole.EXPERT_USER, name="Awa", has_agreed=True, is_public=False)
    with pytest.raises(ValidationError):
        _credit(session, role=CreditRole.EXPERT_USER, name="Léo", has_agreed=True)

    assert [first.expert_rank, second.expert_rank] == [1, 2]
    around.remove_credit(session=session, pk=first.pk)
    assert _credit(session, role=CreditRole.EXPERT_USER, name="Léo", has_agreed=True).expert_rank == 1


@pytest.mark.requirement("R003-036")
def test_a_participant_may_moderate_while_the_librarian_only_welcomes() -> None:
    session = a_session()
    librarian = person("Nadia")

    _credit(session, role=CreditRole.HOST, name="Nadia", user=librarian, structure=session.organiser)
    moderator = _credit(
        session, role=CreditRole.SESSION_MODERATOR, name="Paul", is_participant=True, has_agreed=True
    )

    assert moderator.is_participant
    assert moderator.agreed_on == TODAY
    with pytest.raises(ValidationError):
        _credit(session, role=CreditRole.FACILITATOR, name="Paul", is_participant=True, has_agreed=True)


def test_a_colleague_is_credited_once_in_a_role() -> None:
    session = a_session()
    _credit(session, role=CreditRole.HOST, name="Nadia", user=person("Nadia"))

    with pytest.raises(ValidationError) as refused:
        _credit(session, role=CreditRole.HOST, name="Nadia", user=person("Nadia"))

    assert list(refused.value.message_dict) == ["user"]


def test_partners_are_named_once_per_role_and_the_organiser_is_none() -> None:
    session, mission = a_session(), StructureFactory(name="Mission locale")

    for _ in range(2):
        around.add_partner(session=session, structure=mission, role=PartnerRole.RELAY)
    around.add_partner(session=session, structure=mission, role=PartnerRole.CO_BUILDER)

    assert [p.role for p in session.partners.all()] == ["CO_BUILDER", "RELAY"]
    with pytest.raises(ValidationError):
        around.add_partner(session=session, structure=session.organiser, role=PartnerRole.RELAY)


def test_documents_keep_the_order_in_which_they_were_laid() -> None:
    session = a_session()
    for title in ("Un livre", "Un magazine"):
        around.add_document(session=session, values={"kind": "PRESS", "title": title})

    assert [d.title for d in session.documents.all()] == ["Un livre", "Un magazine"]
    with pytest.raises(ValidationError):
        around.add_document(session=session, values={"kind": "PRESS", "title": ""})


def test_a_session_points_to_others_and_not_to_itself() -> None:
    session, other = a_session(), a_session()

    around.relate_session(session=session, other=other)
    around.relate_session(session=session, other=other)

    assert [r.other for r in session.related.all()] == [other]
    with pytest.raises(ValidationError):
        around.relate_session(session=session, other=session)


@pytest.mark.requirement("R003-059")
@pytest.mark.parametrize("kind", [FormatKind.TALK, FormatKind.DEBATE])
def test_a_talk_or_a_debate_is_derived_from_a_cafe_with_a_theme_a_speaker_and_its_own_seats(
    kind: FormatKind,
) -> None:
    cafe = a_session(format=a_shipped_format())
    variant = a_shipped_format(kind)
    later = cafe.starts_at + timedelta(days=30)
    said = {"theme": "Les mots de passe", "title": "Sans peur", "capacity_max": 80}

    def derive(values: dict[str, Any]) -> Session:
        return programme.derive_session(
            session=cafe,
            format=variant,
            speaker=SessionCredit(name="Inès Roux", structure=StructureFactory(name="Université")),
            starts_at=later,
            ends_at=later + timedelta(hours=2),
            values=values,
            by=None,
            now=NOW,
        )

    with pytest.raises(ValidationError):
        derive({"title": "Sans thème"})
    derived = derive(said)

    publish_session(session=derived, now=NOW)
    assert (derived.format.derived_from, derived.status) == (cafe.format, SessionStatus.PUBLISHED)
    assert (derived.place, derived.theme, derived.capacity_max) == (cafe.place, "Les mots de passe", 80)
    assert list(derived.credits.values_list("name", "role", "structure__name")) == [
        ("Inès Roux", CreditRole.SPEAKER, "Université")
    ]
    assert [r.other for r in cafe.related.all()] == [derived]
    nobody = a_session(format=variant, theme="Seul", published=False)
    with pytest.raises(SessionNotReady):
        publish_session(session=nobody, now=NOW)


@pytest.mark.requirement("R004-099")
def test_a_school_intervention_needs_the_level_of_the_class() -> None:
    school = a_shipped_format(FormatKind.SCHOOL)
    unsaid = a_session(format=school, theme="Les écrans", published=False)

    session = a_session(format=school, theme="Les écrans", school_level=SchoolLevel.MIDDLE)

    assert (session.status, session.get_school_level_display()) == (SessionStatus.PUBLISHED, "collège")
    with pytest.raises(SessionNotReady):
        publish_session(session=unsaid, now=NOW)


def test_the_topics_that_people_asked_for_exist_for_sessions() -> None:
    load_codelists(on=TODAY)
    codes = ["parentalite", "intelligence-artificielle", "applications-culturelles"]
    session = a_session(topics=list(Topic.objects.filter(code__in=codes)))

    assert sorted(session.topics.values_list("label", flat=True)) == [
        "Applications culturelles",
        "Intelligence artificielle",
        "Parentalité numérique",
    ]
