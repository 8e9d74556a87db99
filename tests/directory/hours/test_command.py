import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from palier.directory.hours import parse_french_hours, validate_osm_hours
from tests.factories.territory import CommuneFactory, DepartementFactory


def test_the_command_shows_what_is_understood_and_what_is_not() -> None:
    out = StringIO()

    call_command("hours", "Lundi 9h-12h. Mardi : idem", stdout=out)

    assert out.getvalue().replace("\u00a0", " ").splitlines() == [
        "Horaires (OSM) :",
        "  Mo 09:00-12:00",
        "Relus en français :",
        "  lundi : 9 h – 12 h",
        "Laissé en texte :",
        "  Mardi : idem",
        "Plages d’un seul jour :",
        "  09:00-12:00",
    ]


def test_the_command_shows_the_helper_apart_and_says_when_there_is_nothing() -> None:
    out = StringIO()

    call_command("hours", "Conseiller numérique : mardi 14h-17h", stdout=out)

    assert "Horaires (OSM) :\n  (rien)" in out.getvalue()
    assert "Horaires de l’aidant (OSM) :\n  Tu 14:00-17:00" in out.getvalue()
    assert "Laissé en texte :\n  (rien)" in out.getvalue()


def test_days_of_another_column_can_be_given() -> None:
    out = StringIO()

    call_command("hours", "9h-12h", days="Mo-Fr", stdout=out)

    assert "Mo-Fr 09:00-12:00" in out.getvalue()


def shown(*args: str) -> str:
    out = StringIO()
    call_command("hours", "Lundi 9h-12h hors vacances scolaires", *args, stdout=out)
    return out.getvalue()


def test_a_zone_gives_the_dates_of_school_holidays() -> None:
    said = shown("--zone", "B", "--on", "2026-11-22")

    assert "Mo 09:00-12:00; 2026 Oct 17-2026 Nov 01," in said
    assert "Laissé en texte :\n  (rien)" in said
    assert "hors vacances scolaires" in shown()


@pytest.mark.django_db
def test_a_commune_gives_its_zone_and_one_without_a_zone_leaves_the_words_as_text() -> None:
    CommuneFactory(insee_code="53084", name="Craon", postal_code="53400")
    DepartementFactory(code="2A", school_zone="")
    CommuneFactory(insee_code="2A004", name="Ajaccio", postal_code="20000")

    assert "2026 Oct 17-2026 Nov 01," in shown("--commune", "53084", "--on", "2026-11-22")
    assert "Horaires (OSM) :\n  (rien)" in shown("--commune", "2A004", "--on", "2026-11-22")
    with pytest.raises(CommandError, match="99999"):
        shown("--commune", "99999")


def test_texts_of_real_files_give_valid_hours_and_most_are_understood() -> None:
    folder = os.environ.get("PALIER_SOURCES", "")
    if not folder:
        pytest.skip("PALIER_SOURCES ne donne aucun dossier de fichiers réels")
    texts = [
        str(value)
        for path in Path(folder).glob("*/*.json")
        if path.stem == path.parent.name
        for row in json.loads(path.read_text(encoding="utf-8"))
        for name, value in row.items()
        if "horaire" in name.lower() and value
    ]

    parsed = [parse_french_hours(text, days="Mo-Fr") for text in texts]

    assert texts
    assert all(validate_osm_hours(p.osm) == p.osm for p in parsed)
    assert sum(p.is_whole for p in parsed) >= 0.7 * len(texts)
