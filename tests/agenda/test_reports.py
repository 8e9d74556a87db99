"""Reports: begun with what is known, counted by hand, said in common; the pulse at the end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from palier.agenda.actions import attendance, pulse, reports
from palier.agenda.actions.around import add_partner
from palier.agenda.actions.registrations import Asked, RegistrationNotNeeded, register
from palier.agenda.actions.reports import Told
from palier.agenda.enums import FormatKind, PartnerRole
from palier.agenda.models import Pulse, Session, SessionCredit, SessionReport
from palier.agenda.queries import reports as queries
from palier.agenda.queries.pulse import pulse_of
from palier.directory.models import Topic
from tests.cast import at, person
from tests.factories.agenda import a_session, a_shipped_format
from tests.factories.directory import NOW, AudienceFactory, LanguageFactory, StructureFactory
from tests.web.desk.sessions import age_bands

pytestmark = pytest.mark.django_db
START = NOW + timedelta(days=7)
DURING, AFTER = START + timedelta(minutes=30), START + timedelta(days=1)
YOUNG, SENIOR, MIDDLE = ("AGE_BAND", "10-17"), ("AGE_BAND", "75-et-plus"), ("AGE_BAND", "40-59")


def saved(session: Session, head_count: int = 10, **told: Any) -> SessionReport:
    return reports.save_report(
        session=session, told=Told(head_count=head_count, **told), by=person("Alice"), now=AFTER
    )


def test_a_report_begins_with_who_came_the_volunteers_the_colleagues_and_the_topics() -> None:
    session = a_session()
    topic, asked = (Topic.objects.create(code=code, label=code) for code in ("courriel", "internet"))
    session.topics.add(topic)
    session.questions.create(text="Le wifi ?", origin="SESSION", topic=asked, asked_at=DURING)
    attendance.walk_in(session=session, people=4, form_key=uuid4(), now=DURING)
    for name, role in (("Alice", "librarian"), ("Victor", "volunteer")):
        at(session.organiser, person(name), role)
        SessionCredit.objects.create(session=session, role="HOST", user=person(name), name=name)

    report = reports.start_report(session=session, now=AFTER)

    assert (report.head_count, report.volunteer_count, report.staff_count) == (4, 1, 2)
    assert set(report.topics.all()) == {topic, asked}
    assert {seen.user.name for seen in session.staff_present.all()} == {"Alice", "Victor"}


@pytest.mark.requirement("R003-018")
@pytest.mark.parametrize(
    ("counts", "together"),
    [({YOUNG: 1, SENIOR: 1}, True), ({YOUNG: 3, MIDDLE: 2}, False), ({SENIOR: 4}, False), ({}, None)],
)
def test_the_mix_says_whether_young_and_senior_people_were_there_together(
    counts: dict[tuple[str, str], int], together: bool | None
) -> None:
    age_bands()
    session = a_session()
    saved(session, counts=counts)

    assert queries.mix_of(session, is_masked=False).together is together


@pytest.mark.requirement("R002-028")
def test_the_mix_is_made_of_counts_and_masked_outside_the_desk() -> None:
    age_bands()
    AudienceFactory(code="etudiants", label="Étudiants")
    session = a_session()
    saved(session, 15, counts={YOUNG: 2, MIDDLE: 7, SENIOR: 6, ("AUDIENCE", "etudiants"): 2})

    desk, outside = (queries.mix_of(session, is_masked=masked) for masked in (False, True))

    assert desk.bands == {"10 à 17 ans": 2, "40 à 59 ans": 7, "75 ans et plus": 6}
    # The smallest of the others goes with the small one: 15 - 7 - 6 would tell it.
    assert outside.bands == {"10 à 17 ans": None, "40 à 59 ans": 7, "75 ans et plus": None}
    assert (desk.audiences, outside.audiences) == ({"Étudiants": 2}, {"Étudiants": None})


@pytest.mark.requirement("R003-021")
def test_what_was_shared_and_learnt_is_noted_in_one_summary() -> None:
    words = {"topics_shared": "Le tri des photos", "topics_learnt": "Les faux SMS", "summary": "Bien."}

    report = saved(a_session(), words=words)

    assert {name: getattr(report, name) for name in words} == words


def test_a_report_saved_again_says_what_was_last_said() -> None:
    age_bands()
    LanguageFactory(code="pt")
    session = a_session()
    saved(session, counts={YOUNG: 3, ("LANGUAGE", "pt"): 1})

    saved(session, 9, counts={SENIOR: 4})

    assert queries.counts_of(session) == {SENIOR: 4}
    assert SessionReport.objects.get(session=session).head_count == 9


@pytest.mark.parametrize(
    ("head_count", "counts"),
    [
        (5, {YOUNG: 3, SENIOR: 3}),
        (1, {("AUDIENCE", "seniors"): 2}),
        (5, {("AGE_BAND", "mille"): 1}),
        (5, {("SEX", "f"): 1}),
        (100_001, {}),
    ],
)
def test_counts_that_do_not_hold_together_are_refused(
    head_count: int, counts: dict[tuple[str, str], int]
) -> None:
    age_bands()
    AudienceFactory(code="seniors")
    session = a_session()

    with pytest.raises(ValidationError):
        saved(session, head_count, counts=counts)
    assert not SessionReport.objects.exists()


@pytest.mark.requirement("R004-041", "R004-099")
@pytest.mark.parametrize(
    ("kind", "values"),
    [(FormatKind.EVENT, {}), (FormatKind.SCHOOL, {"school_level": "PRIMARY", "theme": "Les écrans"})],
)
def test_a_large_event_and_a_class_have_a_head_count_and_nobody_is_registered_nor_named(
    kind: FormatKind, values: dict[str, Any]
) -> None:
    age_bands()
    session = a_session(format=a_shipped_format(kind), **values)

    with pytest.raises(RegistrationNotNeeded):
        register(
            session_id=session.pk,
            asked=Asked(first_names=("Léa",)),
            form_key=uuid4(),
            channel="DESK",
            by=None,
            now=NOW,
        )
    with pytest.raises(ValidationError):
        saved(session, 250, counts={YOUNG: 100})
    with pytest.raises(ValidationError):
        reports.count_one(session=session, dimension="AGE_BAND", code="10-17", step=1, now=DURING)
    with pytest.raises(attendance.CountedInTheReport):
        attendance.walk_in(session=session, form_key=uuid4(), now=DURING)
    for name in ("La Ligue", "Le Hub"):
        add_partner(session=session, structure=StructureFactory(name=name), role=PartnerRole.CO_ORGANISER)
    assert saved(session, 250).head_count == 250
    assert (session.registrations.count(), session.attendees.count()) == (0, 0)
    assert sorted(session.partners.values_list("structure__name", "role")) == [
        ("La Ligue", "CO_ORGANISER"),
        ("Le Hub", "CO_ORGANISER"),
    ]


def test_heads_are_counted_one_by_one_and_never_under_nobody() -> None:
    age_bands()
    session = a_session()

    steps = [
        reports.count_one(session=session, dimension="AGE_BAND", code="10-17", step=step, now=DURING)
        for step in (1, 1, -1, -1, -1, 1)
    ]

    assert steps == [1, 2, 1, 0, 0, 1]


def test_people_who_come_after_heads_were_counted_are_in_the_closed_report() -> None:
    age_bands()
    session = a_session()
    reports.count_one(session=session, dimension="AGE_BAND", code="10-17", step=1, now=DURING)
    attendance.walk_in(session=session, people=3, form_key=uuid4(), now=DURING)

    reports.close_report(session=session, by=None, now=AFTER)

    assert SessionReport.objects.get(session=session).head_count == 3


@pytest.mark.requirement("R004-200")
def test_a_testimony_is_kept_after_agreement_only_without_a_name_and_can_be_taken_back() -> None:
    session = a_session()

    with pytest.raises(reports.NotAgreed):
        reports.record_testimony(
            session=session, text="J’ai failli payer.", agreed_on=None, by=person("Alice")
        )
    kept = reports.record_testimony(
        session=session, text="J’ai failli payer.", agreed_on=START.date(), by=person("Alice")
    )

    assert list(session.testimonies.values_list("text", "agreed_on")) == [
        ("J’ai failli payer.", START.date())
    ]
    assert {field.name for field in kept._meta.fields} == {"id", "session", "text", "agreed_on", "written_by"}
    reports.remove_testimony(testimony=kept)
    assert not session.testimonies.exists()


@pytest.mark.requirement("R003-010")
def test_a_session_is_reported_against_each_objective_of_its_format() -> None:
    age_bands()
    session = a_session()
    saved(session, 8, counts={YOUNG: 3, SENIOR: 5}, words={"topics_shared": "Les photos"})
    for number in range(6):
        answers = ("YES", "YES" if number else "NO")
        pulse.type_pulses(session=session, sheets=[answers], form_key=uuid4(), now=AFTER)

    told = {line.label: line.findings for line in queries.against_purposes(session, is_masked=False)}

    assert told == {
        "inclusion numérique": ["8 personnes venues.", "100 % se disent plus à l’aise (6 réponses)."],
        "partage des savoirs": ["Ce qui a été partagé est noté."],
        "lien social": [
            "83 % ont rencontré d’autres personnes (6 réponses).",
            "Des jeunes et des seniors étaient là ensemble.",
        ],
    }


# --- The two questions ------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-013")
def test_people_say_without_a_name_whether_they_are_more_at_ease_and_met_others() -> None:
    session = a_session()
    key = uuid4()

    for _press in range(2):
        pulse.give_pulse(session=session, more_at_ease="YES", met_others="SOMEWHAT", form_key=key, now=DURING)
    count = pulse.type_pulses(
        session=session, sheets=[("NO", ""), ("", ""), ("YES", "YES")], form_key=uuid4(), now=AFTER
    )

    figures = pulse_of([session.pk], is_masked=False)
    assert (count, figures.answers) == (2, 3)
    assert figures.more_at_ease == {"YES": 2, "SOMEWHAT": 0, "NO": 1}
    assert {f.name for f in Pulse._meta.fields} & {"user", "name", "email", "given_at"} == set()
    assert set(session.pulses.values_list("given_on", flat=True)) == {START.date()}


@pytest.mark.parametrize("now", [START - timedelta(minutes=1), START + timedelta(days=3)])
def test_the_two_questions_are_asked_around_the_end_and_no_other_day(now: datetime) -> None:
    with pytest.raises(pulse.PulseClosed):
        pulse.give_pulse(session=a_session(), more_at_ease="YES", met_others="", form_key=uuid4(), now=now)


def test_a_sheet_without_answer_says_nothing() -> None:
    with pytest.raises(pulse.PulseEmpty):
        pulse.give_pulse(session=a_session(), more_at_ease="", met_others="", form_key=uuid4(), now=DURING)


def test_few_answers_are_masked_outside_the_desk() -> None:
    session = a_session()
    pulse.give_pulse(session=session, more_at_ease="YES", met_others="", form_key=uuid4(), now=DURING)

    figures = pulse_of([session.pk], is_masked=True)

    assert (figures.answers, figures.more_at_ease["YES"], figures.share("more_at_ease")) == (None, None, None)
