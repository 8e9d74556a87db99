"""What to do with a row, knowing what is stored. No database."""

from datetime import UTC, datetime

import pytest

from palier.directory.actions.imports import IntentKind
from palier.directory.imports.deciding import Stored, decide, removals_problem
from palier.directory.imports.interpreting import Reading

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def _reading(*, name: str = "Café", note: str = "", problem: str = "", sha: str = "a") -> Reading:
    raw = {"nom": name, "note": note}
    return Reading(1, "k", raw, sha, {"name": name}, ("Une remarque.",), problem=problem)


def _stored(*, name: str = "Café", has_place: bool = True, gone_at: datetime | None = None) -> Stored:
    return Stored({"nom": name, "note": ""}, "a", {"name": name}, has_place, gone_at)


@pytest.mark.parametrize(
    ("reading", "stored", "is_repeat", "kind", "first_reason"),
    [
        (_reading(), None, False, IntentKind.CREATE, "Une remarque."),
        (_reading(), _stored(), False, IntentKind.LEAVE, "Une remarque."),
        (_reading(name="Bar", sha="b"), _stored(), False, IntentKind.UPDATE, "Ce qui change : nom."),
        (
            _reading(note="x", sha="b"),
            _stored(),
            False,
            IntentKind.LEAVE,
            "Des cellules changent sans changer ce que la ligne dit : note.",
        ),
        (_reading(problem="Non."), None, False, IntentKind.REPORT, "Non."),
        (_reading(problem="Non."), _stored(), False, IntentKind.REPORT, "Non."),
        (
            _reading(),
            None,
            True,
            IntentKind.REPORT,
            "Identifiant déjà rencontré plus haut dans le fichier : cette ligne est gardée à part.",
        ),
        (
            _reading(),
            _stored(has_place=False),
            False,
            IntentKind.CREATE,
            "La ligne, jusque-là à voir, dit maintenant assez pour être un lieu.",
        ),
        (
            _reading(),
            _stored(gone_at=datetime(2026, 2, 20, tzinfo=UTC)),
            False,
            IntentKind.UPDATE,
            "La ligne avait disparu de la source depuis 10 jours : elle est revenue.",
        ),
    ],
)
def test_each_row_has_one_intent_and_its_reasons(
    reading: Reading, stored: Stored | None, is_repeat: bool, kind: IntentKind, first_reason: str
) -> None:
    intent = decide(reading, stored=stored, is_repeat=is_repeat, now=NOW)

    assert (intent.kind, intent.reasons[0]) == (kind, first_reason)


@pytest.mark.parametrize(
    ("gone", "live", "stops"), [(0, 0, False), (2, 10, False), (3, 10, True), (10, 10, True)]
)
def test_more_than_a_fifth_gone_stops(gone: int, live: int, stops: bool) -> None:
    assert bool(removals_problem(gone=gone, live=live)) is stops
