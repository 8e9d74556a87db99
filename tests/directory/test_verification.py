"""Owners asked to verify their records: who, when, how often; answers by link."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from palier.core.jobs import job_named
from palier.directory import actions
from palier.directory.actions.editing import EditConflict
from palier.directory.actions.verification import (
    AlreadyAnswered,
    Asked,
    ask_for_verification,
    confirm_by_link,
    correct_by_link,
    expire_requests,
    note_letters_posted,
)
from palier.directory.editable import read_place
from palier.directory.enums import ContactKind, PlaceStatus
from palier.directory.models import (
    Place,
    RecordChange,
    Structure,
    Verification,
    VerificationRequest,
    VerificationRequestLine,
)
from palier.directory.queries import verification as queries
from tests.factories.directory import NOW, StructureFactory, a_need, a_place, a_service

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=200)  # more than six months after the places were put online
MAIL = "mairie@craon.example"


def an_owner(email: str = MAIL, name: str = "Commune de Craon") -> Structure:
    owner: Structure = StructureFactory(name=name)
    if email:
        actions.add_contact(of=owner, kind=ContactKind.EMAIL, value=email)
    return owner


def a_line(**fields: Any) -> VerificationRequestLine:
    """The open line of a place whose owner was asked by mail."""
    a_place(owner=an_owner(), **fields)
    ask_for_verification(now=LATER)
    return VerificationRequestLine.objects.select_related("request__structure", "place__owner").get()


# --- Who is asked -----------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-013")
def test_the_owner_of_twelve_old_records_gets_one_mail_about_all() -> None:
    owner = an_owner()
    for number in range(12):
        a_place(f"Annexe {number:02}", owner=owner)

    asked = ask_for_verification(now=LATER)

    assert asked == Asked(mails=1, letters=0, places=12, expired=0)
    (sent,) = mail.outbox
    assert sent.to == [MAIL]
    assert sent.subject == "Vos 12 fiches sont-elles toujours justes ?"
    assert sum(f"Annexe {n:02}" in sent.body for n in range(12)) == 12
    request = VerificationRequest.objects.get()
    assert f"/verifier/{queries.link_token(request)}/" in sent.body
    assert (request.structure, request.sent_at) == (owner, LATER)
    assert request.expires_at == LATER + timedelta(days=60)


def test_a_record_is_asked_about_six_months_after_its_last_verification_or_its_publication() -> None:
    old = a_place("Jamais vérifié", owner=an_owner())
    recent = a_place("Vérifié depuis", owner=an_owner("autre@exemple.example"))
    actions.verify_place(place=recent, by_label="la mairie", now=NOW + timedelta(days=100))
    a_place("Fermé", owner=an_owner("ferme@exemple.example"))
    actions.close_place(place=Place.objects.get(name="Fermé"), now=NOW)

    before = ask_for_verification(now=NOW + timedelta(days=182))
    after = ask_for_verification(now=NOW + timedelta(days=184))

    assert (before.places, after.places) == (0, 1)
    assert VerificationRequestLine.objects.get().place == old


def test_places_without_owner_structure_are_asked_about_at_their_own_address_together() -> None:
    for number in range(2):
        place = a_place(f"Lieu {number}")
        actions.add_contact(of=place, kind=ContactKind.EMAIL, value="accueil@exemple.example")

    assert ask_for_verification(now=LATER) == Asked(mails=1, places=2)
    assert mail.outbox[0].to == ["accueil@exemple.example"]
    assert VerificationRequest.objects.get().structure is None


def test_the_preferred_mail_address_of_the_owner_is_written_to() -> None:
    owner = an_owner("premier@exemple.example")
    actions.add_contact(of=owner, kind=ContactKind.EMAIL, value="prefere@exemple.example", is_preferred=True)
    a_place(owner=owner)

    ask_for_verification(now=LATER)

    assert [m.to for m in mail.outbox] == [["prefere@exemple.example"]]


def test_without_mail_address_a_letter_is_prepared_to_the_place() -> None:
    owner = an_owner("", name="Association du Pilori")
    a_place("Le Pilori", owner=owner)
    a_place("Sans personne")

    assert ask_for_verification(now=LATER) == Asked(letters=2, places=2)
    assert mail.outbox == []
    letters = {r.structure: r for r in VerificationRequest.objects.all()}
    assert letters[owner].sent_to == "Association du Pilori\nLe Pilori\n12 place du Pilori\n53400 Craon"
    assert letters[None].sent_to == "Sans personne\n12 place du Pilori\n53400 Craon"
    assert note_letters_posted(requests=list(letters.values()), now=LATER) == 2
    assert note_letters_posted(requests=list(letters.values()), now=LATER + timedelta(days=1)) == 0
    assert set(VerificationRequest.objects.values_list("sent_at", flat=True)) == {LATER}


def test_nobody_is_asked_when_the_delay_is_zero(settings: Any) -> None:
    settings.VERIFY_REMIND_AFTER_MONTHS = 0
    a_place(owner=an_owner())

    assert ask_for_verification(now=LATER) == Asked()


# --- How often --------------------------------------------------------------------------------------------


def test_running_again_asks_nobody_twice() -> None:
    a_place(owner=an_owner())

    runs = [ask_for_verification(now=LATER + timedelta(days=day)) for day in (0, 0, 1, 59)]

    assert [run.places for run in runs] == [1, 0, 0, 0]
    assert len(mail.outbox) == 1


def test_an_old_request_without_answer_is_given_up_and_asked_again_after_ten_weeks() -> None:
    a_place(owner=an_owner())
    ask_for_verification(now=LATER)

    given_up = ask_for_verification(now=LATER + timedelta(days=60))
    too_soon = ask_for_verification(now=LATER + timedelta(days=69))
    again = ask_for_verification(now=LATER + timedelta(days=71))

    assert (given_up.expired, given_up.places, too_soon.places, again.places) == (1, 0, 0, 1)
    assert list(VerificationRequestLine.objects.values_list("outcome", "is_open")) == [
        ("EXPIRED", False),
        ("", True),
    ]


def test_an_owner_who_was_just_asked_about_one_place_waits_before_being_asked_about_another() -> None:
    owner = an_owner()
    a_place("Premier", owner=owner)
    ask_for_verification(now=LATER)
    second = a_place("Second", owner=owner)
    Place.objects.filter(pk=second.pk).update(published_at=NOW)

    soon = ask_for_verification(now=LATER + timedelta(days=30))
    later = ask_for_verification(now=LATER + timedelta(days=71))

    assert (soon.places, later.places) == (0, 2)
    assert len(mail.outbox) == 2


def test_a_run_is_bounded_and_the_next_one_goes_on_with_the_others() -> None:
    for number in range(5):
        a_place(f"Lieu {number}", owner=an_owner(f"mairie{number}@exemple.example"))

    runs = [ask_for_verification(now=LATER, at_most=2) for _ in range(4)]

    assert [run.mails for run in runs] == [2, 2, 1, 0]
    assert len({m.to[0] for m in mail.outbox}) == 5


def test_a_run_that_is_cut_short_keeps_what_it_did(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    for number in range(3):
        a_place(f"Lieu {number}", owner=an_owner(f"mairie{number}@exemple.example"))
    settings.EMAIL_BACKEND = "tests.directory.test_verification.BreaksAtTheThird"

    with pytest.raises(ConnectionError):
        ask_for_verification(now=LATER)

    assert VerificationRequest.objects.count() == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert ask_for_verification(now=LATER) == Asked(mails=1, places=1)


class BreaksAtTheThird:
    """A mail backend that stops for good at its third mail."""

    sent = 0

    def __init__(self, **_options: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        if BreaksAtTheThird.sent == 2:
            raise ConnectionError
        BreaksAtTheThird.sent += 1
        return len(messages)


def test_asking_costs_the_same_reads_however_many_places(django_assert_max_num_queries: Any) -> None:
    owner = an_owner()
    for number in range(30):
        a_place(f"Annexe {number}", owner=owner)

    with django_assert_max_num_queries(14):
        ask_for_verification(now=LATER)


@pytest.mark.race
def test_of_runs_at_the_same_moment_one_mail_leaves(threads: Any) -> None:
    owner = an_owner()
    for number in range(3):
        a_place(f"Annexe {number}", owner=owner)

    runs = threads(4, lambda _: ask_for_verification(now=LATER))

    assert sorted(run.places for run in runs) == [0, 0, 0, 3]
    assert VerificationRequest.objects.count() == 1
    assert VerificationRequestLine.objects.count() == 3


def test_the_job_says_what_it_did() -> None:
    a_place(owner=an_owner())
    job = job_named("remind-owners")

    assert job is not None
    assert job.run(LATER) == "1 courriels et 0 lettres, pour 1 fiches ; 0 demandes sans réponse"


# --- The link ---------------------------------------------------------------------------------------------


def test_a_link_opens_its_request_and_cannot_be_guessed_nor_altered() -> None:
    request = a_line().request
    token = queries.link_token(request)
    code = queries.link_code(request)

    assert queries.request_by_token(token) == request
    assert queries.request_by_code(f" {code.upper().replace('-', ' ')} ") == request
    public_id, signature = token.split(".")
    wrong = "0" if signature[0] != "0" else "1"
    for guess in (
        public_id,
        f"{public_id}.",
        f"{public_id}.{wrong}{signature[1:]}",
        f"aaaaaaaa.{signature}",
        "",
    ):
        assert queries.request_by_token(guess) is None
    for guess in (public_id, code[:-1], code[:-1] + ("0" if code[-1] != "0" else "1"), "", "é" * 16):
        assert queries.request_by_code(guess) is None


def test_a_link_of_another_use_does_not_open_a_request() -> None:
    from django.core.signing import Signer

    public_id = a_line().request.public_id

    for salt in ("", "palier.inclusion", "palier.directory"):
        assert queries.request_by_token(Signer(salt=salt, sep=".").sign(public_id)) is None


# --- Answers ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-013")
def test_confirming_by_link_dates_the_record_in_the_name_of_its_owner() -> None:
    line = a_line()

    confirm_by_link(line=line, now=LATER + timedelta(days=2))

    place = Place.objects.get()
    assert place.verified_on == date(2027, 6, 14)
    assert place.verified_by == "Commune de Craon, par lien de vérification"
    line.refresh_from_db()
    assert (line.is_open, line.outcome, line.answered_at) == (
        False,
        "CONFIRMED",
        LATER + timedelta(days=2),
    )
    assert RecordChange.objects.count() == 0


def test_a_place_is_answered_about_once() -> None:
    line = a_line()
    confirm_by_link(line=line, now=LATER)

    with pytest.raises(AlreadyAnswered):
        confirm_by_link(line=line, now=LATER + timedelta(days=1))
    with pytest.raises(AlreadyAnswered):
        correct_by_link(line=line, values={"name": "Autre"}, services={}, expected={}, now=LATER)

    assert Verification.objects.count() == 1
    assert Place.objects.get().name == "Médiathèque de Craon"


def test_an_expired_link_changes_nothing_even_before_the_request_is_given_up() -> None:
    line = a_line()

    with pytest.raises(AlreadyAnswered):
        confirm_by_link(line=line, now=LATER + timedelta(days=60))

    assert Verification.objects.count() == 0


def test_a_place_taken_offline_meanwhile_is_not_confirmed() -> None:
    line = a_line()
    actions.unpublish_place(place=line.place, now=LATER)

    with pytest.raises(AlreadyAnswered):
        confirm_by_link(line=line, now=LATER)

    assert VerificationRequestLine.objects.get().is_open


def test_a_correction_by_link_is_applied_at_once_kept_in_history_and_counts_as_a_verification() -> None:
    line = a_line()
    service = a_service(line.place, a_need(), description="Aide aux courriels")
    seen = read_place(line.place)

    correct_by_link(
        line=line,
        values={"opening_hours": "Mo-Fr 09:00-12:00"},
        services={service: {"description": "Aide aux courriels et aux démarches"}},
        expected=seen,
        now=LATER,
    )

    place = Place.objects.get()
    service.refresh_from_db()
    assert (place.opening_hours, service.description) == (
        "Mo-Fr 09:00-12:00",
        "Aide aux courriels et aux démarches",
    )
    assert place.verified_on == LATER.date()
    assert {(c.via, c.by_label) for c in RecordChange.objects.all()} == {
        ("LINK", "Commune de Craon, par lien de vérification (courriel envoyé à m…@craon.example)")
    }
    assert VerificationRequestLine.objects.get().outcome == "CORRECTED"


def test_a_correction_without_difference_is_a_confirmation() -> None:
    line = a_line()

    correct_by_link(line=line, values={"name": line.place.name}, services={}, expected={}, now=LATER)

    assert VerificationRequestLine.objects.get().outcome == "CONFIRMED"
    assert Place.objects.get().verified_on == LATER.date()


def test_a_place_that_is_no_more_is_closed_by_its_owner() -> None:
    line = a_line()

    correct_by_link(line=line, values={"status": PlaceStatus.CLOSED}, services={}, expected={}, now=LATER)

    assert Place.objects.get().status == PlaceStatus.CLOSED
    assert VerificationRequestLine.objects.get().outcome == "CLOSED"


def test_a_correction_of_what_somebody_else_changed_meanwhile_leaves_the_place_to_be_answered() -> None:
    line = a_line()
    seen = read_place(line.place)
    actions.update_place(place=line.place, now=LATER, address="1 rue Neuve")

    with pytest.raises(EditConflict):
        correct_by_link(line=line, values={"address": "2 rue Vieille"}, services={}, expected=seen, now=LATER)

    assert Place.objects.get().address == "1 rue Neuve"
    assert VerificationRequestLine.objects.get().is_open


@pytest.mark.race
def test_of_two_answers_at_the_same_moment_one_is_taken(threads: Any) -> None:
    line = a_line()

    def answer(_number: int) -> str:
        mine = VerificationRequestLine.objects.select_related("request__structure", "place__owner").get(
            pk=line.pk
        )
        try:
            confirm_by_link(line=mine, now=LATER)
        except AlreadyAnswered:
            return "late"
        return "taken"

    assert sorted(threads(4, answer)) == ["late", "late", "late", "taken"]
    assert Verification.objects.count() == 1


def test_giving_up_is_safe_to_repeat_and_leaves_answers_alone() -> None:
    line = a_line()
    confirm_by_link(line=line, now=LATER)

    assert expire_requests(now=LATER + timedelta(days=90)) == 0
    assert VerificationRequestLine.objects.get().outcome == "CONFIRMED"
