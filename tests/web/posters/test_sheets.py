"""Sheets of the team: to sign in on, to write questions on, what a place did; for whom they open."""

import uuid
from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client

from palier.agenda.models import Attendee, Registration, Session, SessionCredit, SessionReport
from palier.directory.models import Topic
from palier.outreach.sessions import any_session
from palier.outreach.sheets import PeriodRefused, activity_sheet, period_asked, sign_in_sheet
from tests.cast import at, over, person
from tests.factories.directory import NOW, PARIS, StructureFactory
from tests.outreach.paperwork import a_cafe, a_library
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.reading import said_by

pytestmark = [pytest.mark.django_db, needs_poppler]


def registered(session: Session, *names: str, status: str = "CONFIRMED", code: str = "abc123") -> None:
    registration = Registration.objects.create(
        session=session, code=code, form_key=uuid.uuid4(), status=status, channel="DESK", people_count=len(names),
        phone="02 61 91 00 77", email="zoe@exemple.example", created_at=NOW,
    )  # fmt: skip
    for name in names:
        Attendee.objects.create(session=session, registration=registration, first_name=name)


def test_the_sign_in_sheet_prints_first_names_in_order_then_blank_lines_and_no_contact(
    tmp_path: Path,
) -> None:
    session = a_cafe(title="Café numérique")
    registered(session, "Zoé", "Éric", "")
    registered(session, "Amina", code="abc124")
    registered(session, "Attend", status="WAITING", code="abc125")
    registered(session, "Annulé", status="CANCELLED", code="abc126")
    found = any_session(session.public_id)
    assert found is not None

    paper = sign_in_sheet(found, now=NOW)
    pdf = paper.pdf(at=NOW)

    text, facts = " ".join(text_of(pdf, tmp_path).split()), facts_of(pdf, tmp_path)
    assert paper.data["names"] == ["Amina", "Éric", "Zoé", "(prénom non donné)"]
    assert paper.data["blank"] >= 8
    assert (facts["Tagged"], facts["Pages"]) == ("yes", "1")
    assert "Prénom Inscrit Arrivé à Présent Amina oui Éric oui Zoé oui" in text
    assert [w for w in ("02 61 91 00 77", "zoe@exemple.example", "Attend", "Annulé") if w in text] == []


def test_a_long_list_goes_on_with_its_head_on_the_next_page(tmp_path: Path) -> None:
    session = a_cafe()
    for number in range(8):
        registered(session, *(f"Prénom {number}{n}" for n in range(6)), code=f"abc2{number}0")
    found = any_session(session.public_id)
    assert found is not None

    pdf = sign_in_sheet(found, now=NOW).pdf(at=NOW)

    assert int(facts_of(pdf, tmp_path)["Pages"]) >= 3
    assert text_of(pdf, tmp_path).count("Arrivé à") == int(facts_of(pdf, tmp_path)["Pages"])


def test_first_names_are_for_those_who_register_people_and_those_credited(client: Client) -> None:
    session = a_cafe()
    registered(session, "Zoé")
    address = f"/programme/seances/{session.public_id}/presences.pdf"
    codes = {"anonymous": client.get(address).status_code}
    at(session.organiser, person("Alice"), "librarian")
    at(StructureFactory(), person("Bob"), "librarian")
    at(session.organiser, person("Elsa"), "front_desk_agent")
    SessionCredit.objects.create(session=session, role="FACILITATOR", user=person("Fanny"), name="Fanny")
    over("departement:53", person("Cora"), "coordinator")
    for name in ("Alice", "Bob", "Charlie", "Cora", "Elsa", "Fanny"):
        client.force_login(person(name))
        codes[name] = client.get(address).status_code

    refused = dict.fromkeys(("Bob", "Charlie", "Cora", "Elsa"), 403)
    assert codes == {"anonymous": 302, "Alice": 200, "Fanny": 200} | refused
    client.force_login(person("Alice"))
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.get("/programme/seances/aaaaaaaa/presences.pdf").status_code == 404


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("", "1190.55 x 841.89 pts (A3)"),
        ("A4", "841.89 x 595.276 pts (A4)"),
        ("A5", "1190.55 x 841.89 pts (A3)"),
    ],
)
def test_the_board_of_questions_is_printed_blank_on_one_large_page(
    client: Client, tmp_path: Path, asked: str, size: str
) -> None:
    session = a_cafe(title="Café numérique")
    at(session.organiser, person("Alice"), "librarian")
    client.force_login(person("Alice"))

    pdf = client.get(f"/programme/seances/{session.public_id}/questions.pdf?format={asked}").content

    facts, text = facts_of(pdf, tmp_path), " ".join(text_of(pdf, tmp_path).split())
    assert (facts["Pages"], facts["Tagged"], facts["Page size"]) == ("1", "yes", size)
    assert "La question Ce que nous avons trouvé Qui a trouvé, et où" in text


# --- What a place did -------------------------------------------------------------------------------------------


def held(session: Session, people: int) -> Session:
    SessionReport.objects.create(session=session, head_count=people, updated_at=NOW)
    return session


@pytest.mark.requirement("R000-035")
def test_the_activity_sheet_says_sessions_people_and_topics_of_a_period_on_one_page(
    client: Client, tmp_path: Path
) -> None:
    place = a_library()
    photos, mail = (
        Topic.objects.create(code=c, label=label) for c, label in (("a", "Photos"), ("b", "Courriel"))
    )
    for day, people, topic in ((3, 9, photos), (10, 12, photos), (17, 8, mail)):
        held(a_cafe(place, starts_at=datetime(2026, 3, day, 14, tzinfo=PARIS), topics=[topic]), people)
    held(a_cafe(place, starts_at=datetime(2026, 7, 1, 14, tzinfo=PARIS)), 40)
    at(place.owner or StructureFactory(), person("Alice"), "librarian")
    client.force_login(person("Alice"))

    answer = client.get(f"/programme/lieux/{place.public_id}/activite.pdf?du=2026-01-01&au=2026-03-31")

    text, facts = " ".join(text_of(answer.content, tmp_path).split()), facts_of(answer.content, tmp_path)
    assert (facts["Pages"], facts["Tagged"]) == ("1", "yes")
    for words in (
        "Médiathèque L’Escale", "Du 1er janvier 2026 au 31 mars 2026", "29 personnes accueillies", "3 séances",
        "6 heures de séance", "Photos 2 21", "Courriel 1 8",
    ):  # fmt: skip
        assert words in text, words
    assert "no-store" in answer["Cache-Control"]


def test_small_counts_are_masked_on_the_activity_sheet(tmp_path: Path) -> None:
    place = a_library()
    held(a_cafe(place, starts_at=datetime(2026, 3, 3, 14, tzinfo=PARIS)), 2)

    paper = activity_sheet(place, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), now=NOW)

    assert (paper.data["figures"][0]["value"], paper.data["formats"][0]["people"]) == ("masqué", "masqué")
    assert "Masqué" in text_of(paper.pdf(at=NOW), tmp_path)


def test_the_period_is_the_year_up_to_today_unless_told_otherwise() -> None:
    on = date(2026, 11, 24)

    assert period_asked(None, None, on=on) == (date(2026, 1, 1), on)
    assert period_asked(date(2025, 9, 1), date(2026, 6, 30), on=on) == (date(2025, 9, 1), date(2026, 6, 30))
    for first, last in ((date(2026, 5, 2), date(2026, 5, 1)), (date(2020, 1, 1), date(2026, 1, 1))):
        with pytest.raises(PeriodRefused):
            period_asked(first, last, on=on)


@pytest.mark.parametrize(
    "asked", ["du=2026-05-02&au=2026-05-01", "du=hier", "du=2015-01-01", "du=0001-01-01", "au=9999-12-31"]
)
def test_a_period_that_is_none_leads_back_to_the_screen_with_a_reason(client: Client, asked: str) -> None:
    place = a_library()
    at(place.owner or StructureFactory(), person("Alice"), "librarian")
    client.force_login(person("Alice"))

    back = client.get(f"/programme/lieux/{place.public_id}/activite.pdf?{asked}", follow=True)

    assert back.redirect_chain == [(f"/programme/lieux/{place.public_id}/diffuser/", 302)]
    said = (
        "échangez-les",
        "Écrivez une date",
        "trois ans au plus",
        "Choisissez un jour entre le 1er janvier 2000",
    )
    assert any(words in said_by(back) for words in said)


def test_the_activity_of_a_place_is_printed_by_its_team_and_its_coordination(client: Client) -> None:
    place = a_library()
    address = f"/programme/lieux/{place.public_id}/activite.pdf"
    at(place.owner or StructureFactory(), person("Alice"), "librarian")
    at(StructureFactory(), person("Bob"), "librarian")
    over("departement:53", person("Dora"), "coordinator")
    codes = {"anonymous": client.get(address).status_code}
    for name in ("Alice", "Bob", "Charlie", "Dora"):
        client.force_login(person(name))
        codes[name] = client.get(address).status_code

    assert codes == {"anonymous": 302, "Alice": 200, "Bob": 403, "Charlie": 403, "Dora": 200}
