"""A value written in a cell is read back as the same value, whatever it is; what is not understood is refused."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.directory.editable import PLACE_FIELDS, SERVICE_FIELDS, Field
from palier.directory.enums import AccessMode, CapabilityKind, Modality, PlaceKind
from palier.directory.spreadsheets.cells import cell_of, text_of, value_of
from palier.directory.spreadsheets.refused import CellRefused
from palier.directory.spreadsheets.sheets import fingerprint
from palier.directory.spreadsheets.words import Words
from tests.directory.edits import contact

WORDS = Words(
    {
        "needs": {"besoins/impots": "Déclarer ses impôts", "gerer-ses-comptes": "Gérer ses comptes"},
        "labels": {"france-services": "France services", "relais": "relais"},
        "languages": {"ar": "arabe", "en": "anglais"},
    },
    {"53084": "Craon", "01004": "Ambérieu-en-Bugey"},
    {"ab12cd34": "Commune de Craon"},
)
ALL = {
    **{f"place.{n}": f for n, f in PLACE_FIELDS.items()},
    **{f"service.{n}": f for n, f in SERVICE_FIELDS.items()},
}
PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
LINE = st.text(PRINTABLE, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat)


FIRST = contact("PHONE", "+33261910001", is_preferred=True)


def again(field: Field, value: Any) -> Any:
    return value_of(field, text_of(cell_of(field, value, WORDS)), WORDS)


@pytest.mark.parametrize(
    ("name", "value", "cell"),
    [
        ("place.commune", "53084", "Craon (53084)"),
        ("place.owner", "ab12cd34", "Commune de Craon (ab12cd34)"),
        ("place.owner", None, None),
        ("place.point", [47.8476, -0.9506], "47.8476, -0.9506"),
        ("place.itinerancy", "BOTH", "fixe et itinérant"),
        ("place.is_volunteer_run", False, "non"),
        ("place.types", [["LIBRARY", "BIB"], ["THIRD_PLACE", ""]], None),
        ("place.capabilities", [["STEP_FREE", "YES"], ["WIFI", "NO"]], "entrée de plain-pied : oui ; wifi : non"),
        ("place.labels", ["france-services", "relais"], "France services ; relais"),
        ("place.activities", ["Couture ; tricot", "Repair café"], "Couture ; tricot\nRepair café"),
        ("place.closures", [["2026-12-24", "2026-12-31", "Fêtes"]], "24/12/2026 – 31/12/2026 : Fêtes"),
        ("place.closures", [["2026-12-24", "2026-12-24", ""]], "24/12/2026"),
        ("place.opening_hours", "Mo-Fr 09:00-12:00; PH off", None),
        ("place.contacts", [FIRST], "téléphone : 02 61 91 00 01 | à utiliser d’abord"),
        ("service.needs", ["besoins/impots", "gerer-ses-comptes"], "Déclarer ses impôts ; Gérer ses comptes"),
        ("service.access_modes", ["WALK_IN", "APPOINTMENT"], "sans rendez-vous, sans inscription ; sur rendez-vous"),
        ("service.full_delay_weeks", 3, 3),
        ("service.starts_on", "2026-11-24", date(2026, 11, 24)),
    ],
)  # fmt: skip
def test_a_value_is_written_in_words_and_read_back(name: str, value: Any, cell: Any) -> None:
    written = cell_of(ALL[name], value, WORDS)

    assert cell is None or written == cell
    assert not str(written).startswith("[")
    assert again(ALL[name], value) == value


@pytest.mark.parametrize(
    "hours",
    [
        "",
        "24/7",
        "Mo-Fr 09:00-12:00,14:00-17:30; PH off",
        "Tu 14:00-17:00; Th[2] 10:00-12:00",
        "week 01-53/2 We 14:00-18:00",
        'Mo-Fr "sur rendez-vous"',
        "Jul-Aug Sa 10:00-12:00; PH,SH off",
        "mo-fr 9:00-12:00",
    ],
)
def test_hours_are_french_only_when_they_are_read_back_to_the_same_ones(hours: str) -> None:
    assert again(PLACE_FIELDS["opening_hours"], hours) == hours


def test_usual_hours_are_written_in_french() -> None:
    assert (
        cell_of(PLACE_FIELDS["opening_hours"], "Mo-Fr 09:00-12:00", WORDS)
        == "du lundi au vendredi : 9 h – 12 h"
    )


CONTACTS = st.builds(
    contact,
    st.sampled_from(["WEBSITE", "BOOKING", "SOCIAL"]),
    st.just("https://craon.example/a?b=1|2"),
    label=st.text(PRINTABLE, max_size=12),
    is_preferred=st.booleans(),
    visibility=st.sampled_from(["PUBLIC", "PROFESSIONAL", "COORDINATOR"]),
    is_named=st.booleans(),
    agreed_on=st.none() | DAYS,
) | st.builds(
    contact,
    st.just("PHONE"),
    st.sampled_from(["+33261910001", "3646", "+33639980102"]),
    label=LINE,
    phone_hours=st.sampled_from(["", "Mo-Fr 09:00-12:00"]),
)


def pairs(*strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    return st.lists(st.tuples(*strategies), unique=True).map(lambda rows: sorted(map(list, rows)))


def in_order(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.sets(st.sampled_from(values)).map(lambda some: [value for value in values if value in some])


def some_of(*codes: str) -> st.SearchStrategy[list[str]]:
    return st.sets(st.sampled_from(codes)).map(sorted)


ANSWERS = st.dictionaries(st.sampled_from(CapabilityKind.values), st.sampled_from(["YES", "NO"]))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "place.types": pairs(st.sampled_from(PlaceKind.values), st.sampled_from(["", "BIB", "TIERS;LIEUX"])),
    "place.capabilities": ANSWERS.map(lambda said: sorted([kind, answer] for kind, answer in said.items())),
    "place.labels": some_of("france-services", "relais", "un-label-parti"),
    "place.activities": st.lists(st.text(PRINTABLE, min_size=1, max_size=12), unique=True),
    "place.closures": pairs(DAYS, DAYS, st.text(PRINTABLE, max_size=10)),
    "place.contacts": st.lists(CONTACTS, max_size=3),
    "place.point": st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(list),
    "place.commune": st.sampled_from(["53084", "01004", "99999"]),
    "place.owner": st.sampled_from([None, "ab12cd34", "zzzzzzzz"]),
    "service.needs": some_of("besoins/impots", "gerer-ses-comptes", "vieux/besoin"),
    "service.modalities": in_order(Modality.values),
    "service.access_modes": in_order(AccessMode.values),
    "service.helper_agreed_on": st.none() | DAYS,
    "service.full_delay_weeks": st.none() | st.integers(0, 500),
}


@pytest.mark.parametrize("name", VALUES)
def test_any_value_comes_back_as_it_went(name: str) -> None:
    @given(VALUES[name])
    def comes_back(value: Any) -> None:
        assert again(ALL[name], value) == value

    comes_back()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("place.itinerancy", "parfois"),
        ("place.itinerancy", ""),
        ("place.is_volunteer_run", "peut-être"),
        ("place.is_volunteer_run", ""),
        ("place.types", "palais"),
        ("place.capabilities", "wifi"),
        ("place.capabilities", "wifi : oui ; wifi : non"),
        ("place.labels", "inconnu"),
        ("place.opening_hours", "quand il fait beau"),
        ("place.closures", "demain"),
        ("place.closures", "31/02/2026"),
        ("place.contacts", "02 61 91 00 01"),
        ("place.contacts", "téléphone : 02"),
        ("place.contacts", "téléphone : 02 61 91 00 01 | secret"),
        ("place.point", "ici"),
        ("place.commune", "Laval (53084)"),
        ("place.commune", "Craon"),
        ("place.owner", "Une autre structure (ab12cd34)"),
        ("place.owner", "Commune de Craon"),
        ("place.types", '[["LIBRARY"'),
        ("service.full_delay_weeks", "beaucoup"),
        ("service.starts_on", "bientôt"),
    ],
)
def test_a_cell_that_is_not_understood_is_refused_and_nothing_is_guessed(name: str, text: str) -> None:
    with pytest.raises(CellRefused, match=r"\w"):
        value_of(ALL[name], text, WORDS)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("place.itinerancy", "Itinerant", "MOBILE"),
        ("place.is_volunteer_run", "OUI", True),
        ("place.labels", "relais;FRANCE SERVICES", ["france-services", "relais"]),
        ("place.commune", "craon 53084", "53084"),
        ("place.commune", "1004", "01004"),
        ("place.point", "48,07 ; -0,77", [48.07, -0.77]),
        ("place.opening_hours", "du lundi au vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("place.closures", "du 24/12/2026 au 31/12/2026 : Fêtes", [["2026-12-24", "2026-12-31", "Fêtes"]]),
        ("place.contacts", "courriel : a@exemple.example", [contact("EMAIL", "a@exemple.example")]),
        ("service.starts_on", "2026-11-24T00:00:00", "2026-11-24"),
        ("service.starts_on", "", None),
    ],
)
def test_what_people_type_is_understood(name: str, text: str, value: Any) -> None:
    assert value_of(ALL[name], text, WORDS) == value


def test_a_cell_is_recognised_whatever_a_spreadsheet_does_to_its_spaces() -> None:
    assert fingerprint("a", "name", "Le Seuil\r\nici ") == fingerprint("a", "name", " Le\u00a0Seuil\nici")
    assert fingerprint("a", "name", "Le Seuil") != fingerprint("b", "name", "Le Seuil")
