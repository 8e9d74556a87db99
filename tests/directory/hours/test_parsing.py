import re
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from palier.directory.hours import (
    ParsedHours,
    describe_hours,
    on_weeks,
    parse_french_hours,
    validate_osm_hours,
)
from palier.directory.hours.composing import Piece, compose


def autumn_and_winter() -> list[tuple[date, date]]:
    return [(date(2026, 10, 17), date(2026, 11, 1)), (date(2026, 12, 19), date(2027, 1, 3))]


HOLIDAYS = "2026 Oct 17-2026 Nov 01,2026 Dec 19-2027 Jan 03"


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        # days and ranges of days
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Lundi et jeudi : 9h à 12h Mardi 14h à 17h", "Mo,Th 09:00-12:00; Tu 14:00-17:00"),
        ("mar-mer-ven 10h-12h et le sam 14h-17h", "Tu,We,Fr 10:00-12:00; Sa 14:00-17:00"),
        ("lundi-vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Lundi\n9h-12h\n\nMardi\nfermé", "Mo 09:00-12:00; Tu off"),
        ("• Lundi : 9h-12h\n• Mardi : 14h-17h", "Mo 09:00-12:00; Tu 14:00-17:00"),
        ("9h-12h lundi, 14h-17h mardi", "Mo 09:00-12:00; Tu 14:00-17:00"),
        ("Lundi &amp; mardi, 9h/12h - 14h/17h", "Mo,Tu 09:00-12:00,14:00-17:00"),
        (
            "lundi au vendredi 9h-12h / lundi, mardi 14h-17h",
            "Mo,Tu 09:00-12:00,14:00-17:00; We-Fr 09:00-12:00",
        ),
        ("Tous les jours de 9h à 19h", "Mo-Su 09:00-19:00"),
        ("24h/24 - 7j/7", "24/7"),
        # nth weekdays
        ("2ème et 4ème jeudi du mois de 10h à 13h", "Th[2,4] 10:00-13:00"),
        ("Dernier samedi du mois : 10h-12h", "Sa[-1] 10:00-12:00"),
        ("Tous les 1ers vendredis du mois de 9h30 à 12h", "Fr[1] 09:30-12:00"),
        ("Samedi 10h-12h (2e et 4e du mois)", "Sa[2,4] 10:00-12:00"),
        ("Dimanche (2e dimanche du mois uniquement) : 14h-17h30", "Su[2] 14:00-17:30"),
        ("lundi 9h-12h, 1er samedi 9h-12h", "Mo 09:00-12:00; Sa[1] 09:00-12:00"),
        # alternate weeks
        ("Lundi 9h-12h (semaines paires)", "week 02-52/2 Mo 09:00-12:00"),
        (
            "Semaine paire : lundi 9h-12h ; semaine impaire : mardi 14h-17h",
            "week 02-52/2 Mo 09:00-12:00; week 01-53/2 Tu 14:00-17:00",
        ),
        # « sauf », « fermé »
        ("Du lundi au samedi 9h-12h sauf le mercredi", "Mo,Tu,Th-Sa 09:00-12:00"),
        ("Tous les jours sauf le dimanche 9h-19h", "Mo-Sa 09:00-19:00"),
        (
            "Du lundi au mercredi 9h-12h, 14h-17h, fermé le mardi après-midi",
            "Mo,We 09:00-12:00,14:00-17:00; Tu 09:00-12:00",
        ),
        ("Mardi : fermé au public le matin / 13h45 – 17h30", "Tu 13:45-17:30"),
        (
            "Lundi et mardi : 10h à 12h et 14h à 19h (sauf mardi, 18h30)",
            "Mo 10:00-12:00,14:00-19:00; Tu 10:00-12:00,14:00-18:30",
        ),
        ("Lundi au mercredi 9h-17h, mardi jusqu’à 15h30", "Mo,We 09:00-17:00; Tu 09:00-15:30"),
        ("Lundi au vendredi 9h-17h sauf le vendredi 9h-16h", "Mo-Th 09:00-17:00; Fr 09:00-16:00"),
        ("Lundi 9h-12h, sauf le premier lundi du mois", "Mo 09:00-12:00; Mo[1] off"),
        # months, dates, public holidays
        ("Lundi 9h-17h. Fermé en août", "Mo 09:00-17:00; Aug off"),
        ("Lundi 9h-17h, fermé du 1er au 15 août", "Mo 09:00-17:00; Aug 01-Aug 15 off"),
        (
            "Lundi 9h-17h, fermé du 24 décembre 2026 au 2 janvier 2027",
            "Mo 09:00-17:00; 2026 Dec 24-2027 Jan 02 off",
        ),
        ("Lundi au samedi 9h-12h, sauf jours fériés", "Mo-Sa 09:00-12:00; PH off"),
        (
            "Lundi 8h-20h de septembre à juin Dimanche 13h-20h d’octobre à juin",
            "Sep-Jun Mo 08:00-20:00; Oct-Jun Su 13:00-20:00",
        ),
        ("Lundi 9h-17h. En juillet et août : lundi 9h-13h", "Mo 09:00-17:00; Jul,Aug Mo 09:00-13:00"),
        # appointments
        ("sur rendez-vous", 'unknown "sur rendez-vous"'),
        (
            "Du lundi au vendredi, de 8h30 à 17h, sur rendez-vous uniquement",
            'Mo-Fr 08:30-17:00 unknown "sur rendez-vous"',
        ),
        ("Lundi : 9h-12h Mercredi : (sur RDV)", 'Mo 09:00-12:00; We unknown "sur rendez-vous"'),
        (
            "Lundi 9h-12h sans rendez-vous et 14h-17h avec rendez-vous",
            'Mo 09:00-12:00 "sans rendez-vous", Mo 14:00-17:00 unknown "sur rendez-vous"',
        ),
        (
            "Lundi 9h-12h et mardi 14h-17h uniquement sur rendez-vous",
            'Mo 09:00-12:00 unknown "sur rendez-vous"; Tu 14:00-17:00 unknown "sur rendez-vous"',
        ),
        # halves of days
        ("Lundi : matin 9h-12h, après-midi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
        ("lundi matin de 9h15 à 12h30", "Mo 09:15-12:30"),
        (
            "Lundi : 9h-12h et 14h-17h / Vendredi : 9h-12h (fermé l’après-midi)",
            "Mo 09:00-12:00,14:00-17:00; Fr 09:00-12:00",
        ),
        ("1er mardi et 3e jeudi du mois 9h-12h", "Tu[1] 09:00-12:00; Th[3] 09:00-12:00"),
        (
            "Ouvert du mardi au samedi 10h-12h. Fermé dimanche, lundi et jours fériés.",
            "Tu-Sa 10:00-12:00; Mo,Su off; PH off",
        ),
        ("Juillet et août : lundi 9h-13h", "Jul,Aug Mo 09:00-13:00"),
        # already OSM
        ("Mo-Fr 9:00-12:00; PH closed", "Mo-Fr 09:00-12:00; PH off"),
        # words that only announce
        ("Horaires d’ouverture : du lundi au vendredi de 9h à 12h.", "Mo-Fr 09:00-12:00"),
        ("Mairie : lundi 9h-12h", "Mo 09:00-12:00"),
        ("Le vendredi : 9h-16h (journée continue)", "Fr 09:00-16:00"),
    ],
)
def test_a_text_is_understood_as_a_whole(text: str, osm: str) -> None:
    assert parse_french_hours(text) == ParsedHours(osm=osm)


@pytest.mark.parametrize(
    "text",
    [
        "Un mercredi sur deux de 14h à 16h",
        "Lundi, une semaine sur deux, 9h-12h",
        "9h-12h et 14h-17h",
        "Lundi 18h",
        "Lundi à partir de 14h",
        "Lundi matin",
        "lundi après-midi 9h-12h",
        "Mercredi-samedi 9h-12h",
        "Lundi 9h-12h environ",
        "Lundi 9h-12h sur rendez-vous de préférence",
        "Lundi 9h-12h, mardi 14h-17h, sur rendez-vous",
        "Lundi : 10h-12h ; 14h-16h (semaine paire) ou 16h-18h (semaine impaire)",
        "Lundi au vendredi 9h-18h (lundi et jeudi matin fermé)",
        "Fermé le lundi, mardi au samedi 10h-18h",
        "Lundi 9h-12h, fermé le lundi en août",
        "Lundi 9h-12h lundi 10h-13h",
        "Samedi 10h-12h ( pas ouvert tous les samedis )",
        "Espace de travail : lundi 9h-12h ; atelier : 14h-17h",
        "Mairie : lundi 9h-12h ; Médiathèque : mardi 14h-17h",
        "Lundi au jeudi 9h-17h sauf réunion d’équipe",
        "Lundi 9h-12h pour les adhérents",
        "Jours fériés : fermé",
        "Mardi 24 novembre 9h-12h",
        "En période scolaire : lundi 9h-12h",
        "Lundi 9h-12h hors vacances scolaires",
        "Horaires variables",
        "Lundi 9h-12h et 14h-17h (sauf août : 9h-12h)",
        "Mardi 9h-12h, jeudi 14h-17h sauf en août",
        "Accueil téléphonique : lundi 9h-12h",
        "Lundi (impair) 9h-12h",
        "False",
    ],
)
def test_what_could_be_read_in_two_ways_stays_as_it_was_typed(text: str) -> None:
    assert parse_french_hours(text) == ParsedHours(left_aside=[text])


@pytest.mark.parametrize(
    ("text", "osm", "left_aside"),
    [
        (
            "Lundi 9h-17h (16h pendant les vacances scolaires)",
            "Mo 09:00-17:00",
            ["16h pendant les vacances scolaires"],
        ),
        (
            "Lundi 9h-12h. Fermé les jours fériés et la première semaine d’août.",
            "Mo 09:00-12:00; PH off",
            ["la première semaine d’août"],
        ),
        (
            "Lundi 9h-12h, ateliers en soirée (théâtre) Samedi 10h-12h",
            "Mo 09:00-12:00; Sa 10:00-12:00",
            ["ateliers en soirée (théâtre)"],
        ),
        ("Lundi 9h-12h. Mardi : idem", "Mo 09:00-12:00", ["Mardi : idem"]),
        ("Sur RDV : 01.99.00.04.05", 'unknown "sur rendez-vous"', ["01.99.00.04.05"]),
        ("Lundi 9h-12h et/ou sur rendez-vous", "Mo 09:00-12:00", ["sur rendez-vous"]),
        ("Lundi 9h-12h Horaires d’été : lundi 9h-11h", "Mo 09:00-12:00", ["Horaires d’été : lundi 9h-11h"]),
        (
            "Lundi 9h-12h. Fermé pendant les vacances scolaires",
            "Mo 09:00-12:00",
            ["Fermé pendant les vacances scolaires"],
        ),
    ],
)
def test_the_rest_is_understood_and_what_is_not_is_given_back(
    text: str, osm: str, left_aside: list[str]
) -> None:
    assert parse_french_hours(text) == ParsedHours(osm, left_aside)


def test_empty_text_is_nothing() -> None:
    assert parse_french_hours("  \n ") == ParsedHours()
    assert not ParsedHours().is_whole


def test_hours_of_the_helper_are_apart_from_those_of_the_structure() -> None:
    parsed = parse_french_hours(
        "Lundi au vendredi 9h-17h. Permanence du conseiller numérique : mardi 14h-17h"
    )

    assert parsed == ParsedHours(osm="Mo-Fr 09:00-17:00", helper_osm="Tu 14:00-17:00")
    assert parsed.is_whole
    assert parse_french_hours("Conseillère numérique le mardi de 9h à 12h") == ParsedHours(
        helper_osm="Tu 09:00-12:00"
    )


def test_days_of_another_column_serve_only_when_the_text_names_none() -> None:
    assert parse_french_hours("9h/12h - 14h/17h", days="Mo,Tu").osm == "Mo,Tu 09:00-12:00,14:00-17:00"
    assert parse_french_hours("mardi 9h-12h", days="Mo,We").osm == "Tu 09:00-12:00"
    assert parse_french_hours("sur rendez-vous", days="Mo").osm == 'Mo unknown "sur rendez-vous"'
    assert (
        parse_french_hours("9h-17h sauf mardi 9h-16h", days="Mo,Tu").osm == "Mo 09:00-17:00; Tu 09:00-16:00"
    )
    assert parse_french_hours("9h-12h", days="lundi") == ParsedHours(left_aside=["9h-12h"])


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Lundi 9h-12h hors vacances scolaires", f"Mo 09:00-12:00; {HOLIDAYS} Mo off"),
        ("Lundi 9h-12h. Fermé pendant les vacances scolaires", f"Mo 09:00-12:00; {HOLIDAYS} off"),
        (
            "En période scolaire : lundi 16h-18h. Pendant les vacances scolaires : lundi 9h-17h",
            f"Mo 16:00-18:00; {HOLIDAYS} Mo 09:00-17:00",
        ),
    ],
)
def test_school_periods_are_written_as_dates_when_they_are_known(text: str, osm: str) -> None:
    assert parse_french_hours(text, school_periods=autumn_and_winter) == ParsedHours(osm=osm)
    assert parse_french_hours(text, school_periods=list).left_aside


def test_weeks_of_another_column_limit_the_hours_and_not_the_closings() -> None:
    assert on_weeks("Mo 09:00-12:00; PH off", "odd") == "week 01-53/2 Mo 09:00-12:00; PH off"
    assert on_weeks("Mo 09:00-12:00", "even") == "week 02-52/2 Mo 09:00-12:00"
    assert on_weeks("Mo 09:00-12:00", "") == "Mo 09:00-12:00"


DAY_NAMES = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
OSM_DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
TIMES = ["9h-12h", "9h à 12h et 14h à 17h30", "de 10h30 à 12h / 14h-18h", "13H30 a 19H", "8h-12h 13h-17h"]
OSM_TIMES = [
    "09:00-12:00",
    "09:00-12:00,14:00-17:30",
    "10:30-12:00,14:00-18:00",
    "13:30-19:00",
    "08:00-12:00,13:00-17:00",
]
WEEKS = st.dictionaries(st.integers(0, 6), st.integers(0, len(TIMES) - 1), min_size=1)


def by_day(osm: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in osm.split("; ") if osm else []:
        days, _, times = rule.partition(" ")
        for item in days.split(","):
            first, _, last = item.partition("-")
            start, end = OSM_DAYS.index(first), OSM_DAYS.index(last or first)
            found |= dict.fromkeys(OSM_DAYS[start : end + 1], times)
    return found


@settings(max_examples=300, deadline=None)
@given(
    week=WEEKS,
    colon=st.sampled_from([" : ", " ", ": ", " de "]),
    between=st.sampled_from([", ", " ", "\n", " ; ", ". ", " / ", " et "]),
    case=st.sampled_from([str, str.upper, str.title]),
)
def test_a_week_typed_day_by_day_is_read_as_it_was_meant(
    week: dict[int, int], colon: str, between: str, case: type[str]
) -> None:
    typed = between.join(
        f"{DAY_NAMES[day]}{colon}{TIMES[times].removeprefix('de ')}" for day, times in week.items()
    )

    parsed = parse_french_hours(case(typed))

    assert parsed.left_aside == []
    assert by_day(parsed.osm) == {OSM_DAYS[day]: OSM_TIMES[times] for day, times in week.items()}


@settings(max_examples=300, deadline=None)
@given(
    week=WEEKS,
    word=st.sampled_from(["zut", "salle", "Jean", "bientôt", "rue des Lilas", "(zut)"]),
    data=st.data(),
)
def test_a_word_in_the_way_never_invents_hours_and_is_never_dropped(
    week: dict[int, int], word: str, data: st.DataObject
) -> None:
    words = ", ".join(f"{DAY_NAMES[day]} {TIMES[times]}" for day, times in week.items()).split(" ")
    place = data.draw(st.integers(0, len(words)))
    typed = " ".join([*words[:place], word, *words[place:]])

    parsed = parse_french_hours(typed)

    assert word.strip("()") in " ".join(parsed.left_aside)
    meant = {OSM_DAYS[day]: OSM_TIMES[times].split(",") for day, times in week.items()}
    for day, times in by_day(parsed.osm).items():
        assert set(times.split(",")) <= set(meant[day]), typed


@settings(max_examples=300, deadline=None)
@given(
    week=WEEKS,
    nth=st.sampled_from(["", "Th[4] 19:00-20:00", "We[1,-1] 19:00-21:00", "week 01-53/2 Fr 20:00-21:00"]),
    closing=st.sampled_from(["", "Aug off", "2026 Dec 24-2026 Dec 31 off", "PH off", "Mo[1] off"]),
)
def test_reading_back_in_french_says_what_the_text_said(week: dict[int, int], nth: str, closing: str) -> None:
    rules = [f"{OSM_DAYS[day]} {OSM_TIMES[times]}" for day, times in sorted(week.items())]
    typed = "\n".join(
        describe_hours("; ".join(rules) + (f", {nth}" if nth else "") + (f"; {closing}" if closing else ""))
    )

    once = parse_french_hours(typed)
    again = parse_french_hours("\n".join(describe_hours(once.osm)))

    assert once.left_aside == []
    assert by_day(re.split(r"[;,] (?:Th\[|We\[|week|Aug|2026|PH|Mo\[)", once.osm)[0]) == {
        OSM_DAYS[day]: OSM_TIMES[times] for day, times in week.items()
    }
    assert nth in once.osm
    assert closing in once.osm
    assert again == once


PIECES = [
    *DAY_NAMES,
    *TIMES,
    "du",
    "au",
    "et",
    ",",
    ";",
    ".",
    ":",
    "(",
    ")",
    "/",
    "-",
    "\n",
    "sauf",
    "fermé",
    "le",
]
MORE = [
    "18h",
    "sur rendez-vous",
    "sans rdv",
    "2e",
    "dernier",
    "du mois",
    "semaine paire",
    "semaines impaires",
]
AND_MORE = [
    "en août",
    "de septembre à juin",
    "jours fériés",
    "vacances scolaires",
    "en période scolaire",
    "matin",
]
REST = [
    "après-midi",
    "jusqu’à",
    "24h/24 7j/7",
    "tous les jours",
    "mairie",
    "conseiller numérique",
    "permanence",
    "zut",
]


@settings(max_examples=600, deadline=None)
@given(
    text=st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES + MORE + AND_MORE + REST), max_size=14).map(" ".join),
        st.lists(st.sampled_from(PIECES + MORE + AND_MORE + REST), max_size=8).map("".join),
    ),
    days=st.sampled_from(["", "Mo-Fr", "Sa"]),
    periods=st.sampled_from([None, autumn_and_winter]),
)
def test_any_text_gives_valid_hours_and_keeps_the_words_it_does_not_know(
    text: str, days: str, periods: object
) -> None:
    parsed = parse_french_hours(text, days=days, school_periods=periods)  # type: ignore[arg-type]

    assert validate_osm_hours(parsed.osm) == parsed.osm
    assert validate_osm_hours(parsed.helper_osm) == parsed.helper_osm
    assert parsed.osm or parsed.helper_osm or parsed.left_aside or not re.search(r"\d|zut|lundi|rendez", text)
    assert ("zut" in " ".join(parsed.left_aside)) == ("zut" in text)
    assert "SH" not in parsed.osm


@given(st.sampled_from(["lundi ", "9h-12h ", "fermé ", "sauf ", "(", "du "]), st.integers(100, 400))
@settings(max_examples=30, deadline=None)
def test_a_very_long_text_is_read_quickly_or_left_aside(piece: str, times: int) -> None:
    assume(piece.strip())

    parsed = parse_french_hours(piece * times)

    assert parsed.osm == "" or validate_osm_hours(parsed.osm)


CONDITIONS = [
    ("{day} {times}", {}),
    ("{day} {times} (semaines paires)", {"parity": "even"}),
    ("{day} semaine impaire : {times}", {"parity": "odd"}),
    ("{day} {times} (sur rendez-vous)", {"kind": "appointment"}),
    ("{day} (uniquement sur RDV) : {times}", {"kind": "appointment"}),
    ("{day} {times} sans rendez-vous", {"kind": "sans rendez-vous"}),
    ("2e {day} du mois {times}", {"ordinals": (2,)}),
    ("le dernier {day} du mois : {times}", {"ordinals": (-1,)}),
    ("{day} {times} de septembre à juin", {"dates": "Sep-Jun"}),
    ("{day} {times} (en juillet et août)", {"dates": "Jul,Aug"}),
]


@settings(max_examples=500, deadline=None)
@given(
    clauses=st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(CONDITIONS), st.integers(0, 3)),
        min_size=1,
        max_size=4,
        unique_by=lambda clause: clause[0],
    ),
    between=st.sampled_from([", ", "\n", " ; ", ". ", " / ", " - ", " "]),
)
def test_a_condition_stays_with_its_own_days_or_the_text_stays_text(
    clauses: list[tuple[int, tuple[str, dict[str, object]], int]], between: str
) -> None:
    ranges = [((540, 720),), ((540, 720), (840, 1050)), ((810, 1140),), ((480, 720), (780, 1020))]
    typed_times = ["9h-12h", "9h à 12h et 14h à 17h30", "13H30 a 19H", "8h-12h 13h-17h"]
    typed = between.join(form.format(day=DAY_NAMES[d], times=typed_times[t]) for d, (form, _), t in clauses)
    meant = {d: Piece(d, ranges[t], **given_) for d, (_, given_), t in clauses}  # type: ignore[arg-type]

    parsed = parse_french_hours(typed)

    if parsed.is_whole:
        assert parsed.osm == validate_osm_hours(compose(meant.values(), closed_days=[], closed_dates=[])), (
            typed
        )
    else:
        kept = [meant[d] for d, _, _ in clauses if DAY_NAMES[d] not in " ".join(parsed.left_aside)]
        assert parsed.osm == validate_osm_hours(compose(kept, closed_days=[], closed_dates=[])), typed
