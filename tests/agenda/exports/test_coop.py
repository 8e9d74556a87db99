"""Sessions in the words of La Coop: its columns, its themes, its age bands; never a formula, never a name."""

import csv
import io
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook

from palier.agenda.actions import attendance, reports
from palier.agenda.actions.reports import Told
from palier.agenda.enums import FormatKind
from palier.agenda.exports.coop import bands, coop_csv, coop_xlsx, headers, themes
from palier.agenda.models import Session
from palier.directory.actions import load_codelists
from palier.directory.models import AgeBand, Topic
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, commune

pytestmark = pytest.mark.django_db
START = NOW + timedelta(days=7)
AGE = "Tranche d’âge du bénéficiaire : "


def written(*sessions: Session) -> list[dict[str, str]]:
    text = b"".join(coop_csv(sessions)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def told(session: Session, head_count: int, *topics: str, **counts: int) -> Session:
    told = Told(
        head_count=head_count,
        counts={("AGE_BAND", code.replace("_", "-")): n for code, n in counts.items()},
        topics=tuple(Topic.objects.get(code=code) for code in topics),
    )
    reports.save_report(session=session, told=told, by=person("Alice"), now=START)
    return Session.objects.get(pk=session.pk)


def test_every_topic_and_every_age_band_of_ours_has_its_word_there() -> None:
    load_codelists(on=NOW.date())

    assert set(Topic.objects.values_list("code", flat=True)) - set(themes()) == set()
    assert {band.code: bands().of(band) for band in AgeBand.objects.all()} == {
        "moins-de-10": "Moins de 12 ans",
        "10-17": "12 - 17 ans",
        "18-25": "18 - 24 ans",
        "26-39": "25 - 39 ans",
        "40-59": "40 - 59 ans",
        "60-74": "60 - 69 ans",
        "75-et-plus": "70 ans et plus",
        "inconnu": "Non communiqué",
    }


def test_a_session_is_one_activity_with_its_people_by_age_and_no_name() -> None:
    load_codelists(on=NOW.date())
    session = told(
        a_session(title="Café d’avril"),
        9,
        "securite",
        "donnees-personnelles",
        "courriel",
        **{"75_et_plus": 6, "10_17": 2},
    )
    session.attendees.create(first_name="Alba")

    (row,) = written(session)

    assert row == dict.fromkeys(headers(), "") | {
        "Date": "2026-12-01",
        "Type": "Atelier collectif",
        "Nombre de participants": "9",
        "Canaux d’accompagnement": "Lieu d’activité",
        "Lieu": "Médiathèque de Craon, 53400 Craon",
        "Durée (min)": "120",
        "Nom de l’atelier": "Café d’avril",
        "Thématique(s) d’accompagnement": "E-mail\nPrévention en sécurité numérique",
        **{AGE + label: "0" for label in bands().labels},
        AGE + "70 ans et plus": "6",
        AGE + "12 - 17 ans": "2",
        AGE + "Non communiqué": "1",
    }


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (FormatKind.EVENT, {}, ("Évènement", "Lieu d’activité", "")),
        (FormatKind.THEMATIC, {"capacity_max": 1}, ("Accompagnement individuel", "Lieu d’activité", "")),
        (FormatKind.DISCOVERY, {}, ("Atelier collectif", "Lieu d’activité", "Débutant")),
        (FormatKind.ADVANCED, {"level": "ADVANCED"}, ("Atelier collectif", "Lieu d’activité", "Avancé")),
    ],
)
def test_kinds_and_levels_are_said_in_its_words(kind: FormatKind, values: dict[str, Any], said: Any) -> None:
    (row,) = written(a_session(kind, **values))

    assert (row["Type"], row["Canaux d’accompagnement"], row["Niveau de l’atelier"]) == said


def test_elsewhere_and_at_a_distance_are_told_apart() -> None:
    hall, online = a_session(), a_session()
    hall.place, hall.address, hall.commune = None, "Salle des fêtes", commune("53084")
    online.place, online.commune, online.online_url = None, None, "https://visio.example/cafe"

    rows = written(hall, online)

    assert [(row["Canaux d’accompagnement"], row["Lieu"]) for row in rows] == [
        ("Autre lieu", "Salle des fêtes Craon"),
        ("À distance", ""),
    ]


def test_people_counted_at_the_desk_need_no_report() -> None:
    session = a_session()
    attendance.walk_in(session=session, people=4, form_key=uuid4(), now=START)

    (row,) = written(session)

    assert (row["Nombre de participants"], row[AGE + "Non communiqué"]) == ("4", "4")


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1+1", "@SUM(A1)", "-2+3"])
def test_no_title_is_ever_a_formula(title: str) -> None:
    session = a_session(title=title)
    workbook = BytesIO()

    coop_xlsx([session], workbook)

    (row,) = written(session)
    sheet = CalamineWorkbook.from_filelike(BytesIO(workbook.getvalue())).get_sheet_by_name("Activités")
    cells = sheet.to_python()
    assert row["Nom de l’atelier"] == f"'{title}"
    assert cells[0] == headers()
    assert (cells[1][6], cells[1][2]) == (title, 0.0)


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_costs_the_same_however_many_sessions(django_assert_num_queries: Any, count: int) -> None:
    load_codelists(on=NOW.date())
    for _session in range(count):
        told(a_session(), 5, "securite")
    sessions = list(Session.objects.select_related("format", "place__commune", "commune", "report"))

    with django_assert_num_queries(4):
        assert len(written(*sessions)) == count
