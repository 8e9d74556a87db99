"""The formats shipped with the product: their rules, their words, what to prepare; the text of a network."""

import re
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from palier.agenda import queries
from palier.agenda.actions.formats import (
    SHEET_TEXTS,
    forget_network_sheet,
    load_formats,
    write_network_sheet,
)
from palier.agenda.enums import FormatKind
from palier.agenda.models import ChecklistItem, EventFormat, FormatChecklistLine, FormatSheet
from palier.directory.models import PlaceNetwork
from tests.factories.agenda import a_session

pytestmark = pytest.mark.django_db
CAFE = "digital-cafe"
# Words that make a café sound like a classroom (R003-022).
SCHOOL_WORDS = (
    r"\b(cours|élèves?|professeurs?|prof|niveaux? requis|enseign\w*|stagiaires?|apprenants?|formateurs?)\b"
)


def _texts(sheet: FormatSheet) -> dict[str, str]:
    return {name: getattr(sheet, name) for name in SHEET_TEXTS}


def _sheet(code: str) -> FormatSheet:
    return FormatSheet.objects.get(format__code=code, network=None)


def _load(*arguments: str) -> str:
    said = StringIO()
    call_command("load_formats", *arguments, stdout=said)
    return said.getvalue()


def test_the_command_says_what_it_would_write_and_writes_nothing_without_write() -> None:
    assert "essai à blanc" in _load()
    assert not EventFormat.objects.exists()


def test_every_kind_of_session_has_a_format_and_loading_again_writes_nothing() -> None:
    _load("--write")

    assert {row.kind for row in EventFormat.objects.all()} == set(FormatKind)
    assert "rien à écrire" in _load("--write")


@pytest.mark.requirement("R003-006")
def test_every_format_has_a_whole_sheet_that_all_its_sessions_share() -> None:
    load_formats()
    sections = {
        "what_it_is", "what_it_is_not", "objectives", "for_whom", "how_it_works",
        "material_prerequisites", "human_prerequisites", "bonus",
    }  # fmt: skip

    empty = [
        f"{one.code}.{name}"
        for one in EventFormat.objects.all()
        for name, text in _texts(one.sheets.get(network=None)).items()
        if not text
    ]
    assert sections <= set(SHEET_TEXTS)
    assert empty == []
    assert [queries.sheet_of(a_session()) for _ in range(2)] == [_sheet(CAFE)] * 2


@pytest.mark.requirement("R003-022")
def test_the_words_of_the_cafe_are_not_those_of_a_classroom() -> None:
    load_formats()

    said = " ".join(_texts(_sheet(CAFE)).values())
    assert re.findall(SCHOOL_WORDS, said, re.IGNORECASE) == []
    assert len(said) > 1000


def test_the_cafe_says_what_it_is_not_a_lesson_a_repair_a_closed_subject() -> None:
    load_formats()

    lesson, repair, subject = _sheet(CAFE).what_it_is_not.splitlines()
    assert "leçon" in lesson
    assert "réparation" in repair
    assert "sujet fermé" in subject


def test_the_cafe_takes_any_question_any_level_from_ten_years_and_ones_own_devices() -> None:
    load_formats()

    cafe = EventFormat.objects.get(code=CAFE)
    rules = (cafe.theme_rule, cafe.level, cafe.minimum_age, cafe.capacity_max, cafe.is_open_door)
    assert rules == ("HOOK", "", 10, 10, True)
    assert cafe.brings_own_device
    assert "dès 10 ans" in _sheet(CAFE).for_whom
    assert "Tous les niveaux" in _sheet(CAFE).level_text
    assert "se font en français" in _sheet(CAFE).language_text
    assert "même au beau milieu" in _sheet(CAFE).how_it_works


def test_a_format_says_what_it_is_for() -> None:
    load_formats()

    assert EventFormat.objects.get(code=CAFE).purpose_labels == [
        "inclusion numérique",
        "partage des savoirs",
        "lien social",
    ]


@pytest.mark.requirement("R003-043")
@pytest.mark.requirement("R003-044")
@pytest.mark.requirement("R003-053")
def test_a_cafe_is_prepared_with_its_standard_list() -> None:
    load_formats()

    session = a_session()

    assert list(session.checklist.values_list("code", flat=True)) == [
        "room", "tables-u", "chairs", "extension-leads", "power-strips", "question-space", "projector", "toolbox",
        "devices", "documents", "flyers", "drinks",
    ]  # fmt: skip
    assert ChecklistItem.objects.get(session=session, code="drinks").label == (
        "Du café, du thé et des petits gâteaux"
    )


def test_the_list_of_a_place_survives_a_load() -> None:
    load_formats()
    session = a_session()
    own = FormatChecklistLine.objects.create(
        format=session.format, place=session.place, code="garden", label="Ouvrir le jardin"
    )

    load_formats()

    assert FormatChecklistLine.objects.filter(pk=own.pk, label="Ouvrir le jardin").exists()


def test_a_network_shares_one_standard_text_and_other_places_keep_that_of_everybody() -> None:
    load_formats()
    inside, outside = a_session(), a_session()
    assert inside.place is not None
    network = PlaceNetwork.objects.create(name="Médiathèques du Val", carrier=inside.organiser)
    network.places.add(inside.place)
    texts = _texts(_sheet(CAFE)) | {"summary": "Le café du Val, comme on le fait ici."}

    write_network_sheet(format=inside.format, network=network, texts=texts)

    shown, other = queries.sheet_of(inside), queries.sheet_of(outside)
    assert shown is not None
    assert other is not None
    assert shown.summary == "Le café du Val, comme on le fait ici."
    assert other.network is None
    load_formats()
    assert FormatSheet.objects.get(network=network).summary == "Le café du Val, comme on le fait ici."
    forget_network_sheet(format=inside.format, network=network)
    assert queries.sheet_of(inside) == other


def test_the_text_of_a_network_says_at_least_what_the_format_is() -> None:
    load_formats()
    session = a_session()
    network = PlaceNetwork.objects.create(name="Médiathèques du Val", carrier=session.organiser)

    with pytest.raises(ValidationError) as refused:
        write_network_sheet(format=session.format, network=network, texts={"summary": "Bref."})

    assert list(refused.value.message_dict) == ["what_it_is"]
