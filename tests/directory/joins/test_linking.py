"""`palier link`: what the database knows goes in, joins and questions come out; people are never asked twice."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from palier.directory.actions import joins
from palier.directory.actions.editing import Author
from palier.directory.enums import PairAnswer, QuestionStatus
from palier.directory.imports.linking import link_places
from palier.directory.models import PairDecision, PairQuestion, Place, PlaceJoin
from tests.directory.joins.conftest import COUNTY, NOW, TOWN, everything, import_list
from tests.factories.directory import StructureFactory, a_place

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
MAUD = Author("Maud, coordination")
# The same phone and mail: no doubt.
SURE = {**COUNTY, "telephone": "02 61 91 00 00"}
# As far from each other as two records can be that a person would still hesitate about.
ELSEWHERE = {
    "id": "ville-2",
    "nom": "Mairie",
    "adresse": "4 place de la République",
    "telephone": "0261910009",
}


@pytest.fixture
def two(lists: None, tmp_path: Path) -> tuple[Place, Place]:
    town, _ = import_list(tmp_path, "ville", [TOWN, ELSEWHERE], rank=10)
    (county,) = import_list(tmp_path, "departement", [SURE], rank=20)
    return town, county


def standing() -> list[str]:
    return list(Place.objects.exclude(status="CLOSED").order_by("pk").values_list("name", flat=True))


def test_the_same_library_of_two_lists_becomes_one_record_with_its_reasons(two: tuple[Place, Place]) -> None:
    report = link_places(now=LATER, write=True)

    assert standing() == ["Médiathèque Jean-Moulin", "Mairie"]
    join = PlaceJoin.objects.get()
    assert (join.kept, join.joined, join.is_automatic) == (*two, True)
    assert any("téléphone" in line["sentence"] for line in join.evidence["lines"])
    assert (report.records, report.places, len(report.joins), report.questions) == (3, 3, 1, [])


def test_a_trial_says_what_would_be_done_and_writes_nothing(two: tuple[Place, Place]) -> None:
    before = everything()

    report = link_places(now=LATER, write=False)

    assert [(line.first, line.second) for line in report.joins] == [(two[0].public_id, two[1].public_id)]
    assert (everything(), PlaceJoin.objects.count()) == (before, 0)


def test_linking_twice_changes_nothing(two: tuple[Place, Place]) -> None:
    link_places(now=LATER, write=True)
    before = everything()

    assert (link_places(now=LATER, write=True).joins, everything()) == ([], before)


def test_what_a_person_parted_is_never_joined_nor_asked_again_even_after_an_import(
    two: tuple[Place, Place], tmp_path: Path
) -> None:
    link_places(now=LATER, write=True)
    joins.part_places(join=PlaceJoin.objects.get(), author=MAUD, now=LATER)

    import_list(
        tmp_path, "departement", [{**SURE, "adresse": TOWN["adresse"], "nom": TOWN["nom"]}], now=LATER
    )
    report = link_places(now=LATER, write=True)

    assert (report.joins, report.questions) == ([], [])
    assert PlaceJoin.objects.filter(undone_at=None).count() == 0
    assert Place.objects.get(pk=two[1].pk).status == "PUBLISHED"


def test_what_was_said_of_a_joined_record_holds_for_the_one_that_stands_for_it(
    two: tuple[Place, Place], tmp_path: Path
) -> None:
    (third,) = import_list(tmp_path, "region", [{**SURE, "id": "reg-1"}], rank=30)
    joins.decide_pair(places=(third, two[1]), answer=PairAnswer.DISTINCT, author=MAUD, now=NOW)
    joins.decide_pair(places=two, answer=PairAnswer.SAME, author=MAUD, now=NOW)

    link_places(now=LATER, write=True)

    assert Place.objects.get(pk=third.pk).status == "PUBLISHED"


def test_places_held_by_two_structures_are_asked_about_and_not_joined(two: tuple[Place, Place]) -> None:
    for place in two:
        place.owner = StructureFactory()
        place.save()

    report = link_places(now=LATER, write=True)

    assert (len(report.joins), PlaceJoin.objects.count()) == (0, 0)
    question = PairQuestion.objects.get()
    assert ({question.first, question.second}, question.status) == (set(two), QuestionStatus.OPEN)


def test_a_question_that_is_no_longer_raised_is_dropped_and_one_put_aside_stays(
    two: tuple[Place, Place],
) -> None:
    first, second = a_place("Mairie de Craon"), a_place("Crèche", insee_code="49007", address="8 rue Haute")
    third = a_place("Gare", insee_code="53130")
    for pair in ((first, second), (first, third)):
        asked = joins.Asked((pair[0].pk, pair[1].pk), 3.0, {"lines": []})
        joins.ask_pairs(asked=[asked], among=frozenset(), now=NOW)
    joins.decide_pair(places=(first, third), answer=PairAnswer.LATER, author=MAUD, now=NOW)

    link_places(now=LATER, write=True)

    statuses = {row.second.name: row.status for row in PairQuestion.objects.filter(first=first)}
    assert statuses == {"Crèche": "DROPPED", "Gare": "LATER"}


def test_only_what_changed_is_compared(two: tuple[Place, Place]) -> None:
    assert link_places(now=LATER, write=True, only=frozenset()).joins == []
    assert len(link_places(now=LATER, write=True, only=frozenset({two[1].pk})).joins) == 1


def test_an_import_links_what_it_changed(lists: None, tmp_path: Path) -> None:
    with override_settings(LINK_AFTER_IMPORT=True):
        import_list(tmp_path, "ville", [TOWN, ELSEWHERE], rank=10)
        import_list(tmp_path, "departement", [SURE], rank=20)

    assert standing() == ["Médiathèque Jean-Moulin", "Mairie"]


def test_the_command_tells_writes_and_reports(two: tuple[Place, Place], tmp_path: Path) -> None:
    def run(*words: str) -> str:
        out = StringIO()
        call_command("link", *words, stdout=out)
        return out.getvalue()

    elsewhere = run("--territory", "departement:49")
    trial = run("--report", str(tmp_path / "rapport.json"))
    written = run("--territory", "53", "--write", "--report", str(tmp_path / "rapport.txt"))

    assert " : 0 réunion, " in elsewhere
    assert "essai à blanc" in trial
    assert " : 1 réunion, 0 question (0 nouvelle) en " in written
    report: dict[str, Any] = json.loads((tmp_path / "rapport.json").read_text("utf-8"))
    assert [(row["first"], row["second"]) for row in report["joins"]] == [
        (two[0].public_id, two[1].public_id)
    ]
    assert "Médiathèque Jean-Moulin" in (tmp_path / "rapport.txt").read_text("utf-8")
    with pytest.raises(CommandError):
        run("--territory", "departement:00")
    assert PairDecision.objects.count() == 0
