import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.directory.hours import parse_time_ranges, validate_osm_hours


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("9h-12h et 14h-16h30", "09:00-12:00,14:00-16:30"),
        ("9H a 12H  14H a 17H", "09:00-12:00,14:00-17:00"),
        ("9h12h 14h18h", "09:00-12:00,14:00-18:00"),
        ("8h30-1730", "08:30-17:30"),
        ("Permanence de 9h à 12h", "09:00-12:00"),
        ("9h-12h &amp; 14h-17h", "09:00-12:00,14:00-17:00"),
        ("9h/12h - 14h/17h", "09:00-12:00,14:00-17:00"),
        ("9h00/12h00/14h00/17h00", "09:00-12:00,14:00-17:00"),
        ("8h30-12h, 13h-17h", "08:30-12:00,13:00-17:00"),
        ("9 h 30  12 h - 14 h  18 h.", "09:30-12:00,14:00-18:00"),
        ("9 à 12h et de 14 à 18h30", "09:00-12:00,14:00-18:30"),
        ("9h-17", "09:00-17:00"),
        ("09h30h-12h30", "09:30-12:30"),
        ("09:00–12:30 / 13:30–17:30", "09:00-12:30,13:30-17:30"),
        ("8h – midi", "08:00-12:00"),
        ("20h-minuit", "20:00-24:00"),
        ("de 9h à12h puis de 13 heures à 17 heures", "09:00-12:00,13:00-17:00"),
        ("14h-18h et 9h-12h", "09:00-12:00,14:00-18:00"),
        ("matin 9h-12h après-midi 14h-17h", "09:00-12:00,14:00-17:00"),
        ("sur rendez-vous", ""),
        ("14h-18h (vacances 10h-12h)", ""),
        ("lundi 9h-12h mardi 14h-17h", ""),
        ("18h", ""),
        ("", ""),
        ("fermé de 12h à 14h", ""),
        ("9h-12h, 11h-14h", ""),
        ("14h-12h", ""),
        ("01.99.00.04.05", ""),
        ("24h/24", ""),
        ("1er étage", ""),
    ],
)
def test_the_ranges_of_one_day_are_read_however_they_are_typed(text: str, ranges: str) -> None:
    assert parse_time_ranges(text) == ranges


CLOCK = st.integers(0, 95).map(lambda quarter: (quarter // 4, quarter % 4 * 15))
SPELLINGS = st.sampled_from(["{h}h{m:02}", "{h} h {m:02}", "{h:02}:{m:02}", "{h}H{m:02}", "{h:02}h{m:02}"])


@settings(max_examples=300, deadline=None)
@given(
    times=st.sets(CLOCK, min_size=2, max_size=6).map(sorted),
    spelling=SPELLINGS,
    to=st.sampled_from(["-", " - ", " à ", "/", " a ", "–"]),
    then=st.sampled_from([" et ", ", ", " / ", "  ", " puis de ", " ; ", " &amp; "]),
)
def test_growing_times_are_read_two_by_two(
    times: list[tuple[int, int]], spelling: str, to: str, then: str
) -> None:
    pairs = list(zip(times[::2], times[1::2], strict=False))
    text = then.join(to.join(spelling.format(h=h, m=m) for h, m in pair) for pair in pairs)

    assert parse_time_ranges(text) == ",".join(f"{a:02}:{b:02}-{c:02}:{d:02}" for (a, b), (c, d) in pairs)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789hH:-/ àaetpuisd,;.&m\n"))
def test_any_ranges_read_are_valid_for_the_evaluator(text: str) -> None:
    ranges = parse_time_ranges(text)

    assert validate_osm_hours(ranges) == ranges
