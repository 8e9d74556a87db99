"""Sizes, docstrings and names of the code (house rules on sizes, docstrings and migrations)."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.consistency import python_rules
from tests.consistency.repository import PALIER, ROOT, files_ending, modules, named, refuse, tree_of

Rule = Callable[[ast.Module], Iterator[str]]
MAX_MODULE_LINES = 400
MAX_TEST_LINES = 600
MIGRATION = re.compile(r"\d{4}_(?!.*auto)[a-z0-9_]+\.py")


def _in_room(room: str) -> list[Path]:
    """The modules of one kind: `models.py`, or all of `models/`."""
    return [f for f in modules() if f.name == f"{room}.py" or room in f.relative_to(PALIER).parts[1:-1]]


def _check(rule: Rule, files: list[Path]) -> None:
    refuse(f"{named(f)}:{x}" for f in files for x in rule(tree_of(f)))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_are_short() -> None:
    files = [*modules(), *modules(under=ROOT / "scripts")]

    refuse(f"{named(f)}: {_lines(f)} lines" for f in files if _lines(f) > MAX_MODULE_LINES)


def test_test_files_are_short() -> None:
    files = modules(under=ROOT / "tests")

    refuse(f"{named(f)}: {_lines(f)} lines" for f in files if _lines(f) > MAX_TEST_LINES)


def test_functions_fit_on_a_screen() -> None:
    # A test may hold a whole row or page, word for word, that is better read in one piece.
    files = [f for room in ("palier", "scripts", "bench") for f in modules(under=ROOT / room)]

    _check(python_rules.long_functions, files)


def _called_by_others() -> list[Path]:
    """Actions and queries of every app, tools of core, record linkage: read far from where they are written."""
    rooms = [f for room in ("core", "linkage") for f in modules(under=PALIER / room)]
    return [*_in_room("actions"), *_in_room("queries"), *rooms]


def test_what_others_call_is_documented() -> None:
    _check(python_rules.undocumented_functions, _called_by_others())


def test_what_others_call_names_the_exceptions_that_it_raises() -> None:
    _check(python_rules.unannounced_exceptions, _called_by_others())


def test_actions_take_few_parameters_and_name_them() -> None:
    _check(python_rules.too_many_parameters, _in_room("actions"))


def test_models_say_what_a_row_is() -> None:
    _check(python_rules.undocumented_classes, _in_room("models"))


def test_exceptions_say_the_situation_that_they_name() -> None:
    _check(python_rules.undocumented_exceptions, modules())


def test_components_say_what_they_show() -> None:
    _check(python_rules.undocumented_components, modules(under=PALIER / "web" / "templatetags"))


def test_commands_tell_operators_what_they_do() -> None:
    _check(python_rules.commands_without_help, _in_room("commands"))


def test_migrations_have_a_name_that_says_what_they_change() -> None:
    files = [
        f for f in files_ending(".py", under=PALIER) if f.parent.name == "migrations" and f.stem != "__init__"
    ]

    assert files
    refuse(named(f) for f in files if not MIGRATION.fullmatch(f.name))


# --- The rules themselves ---------------------------------------------------------------------------------

DOCUMENTED = '''
class SessionFull(Exception):
    """No seat is left."""


def book_seat(session, *, email):
    """Give a seat. Raises SessionFull."""
    if not session.seats:
        raise SessionFull
'''


@pytest.mark.parametrize(
    ("rule", "code", "found"),
    [
        (python_rules.undocumented_functions, "def book_seat(): pass", ["1: book_seat has no docstring"]),
        (
            python_rules.undocumented_functions,
            "class A:\n  def book(self): pass",
            ["2: book has no docstring"],
        ),
        (python_rules.undocumented_classes, "class Place(Model): pass", ["1: Place has no docstring"]),
        (python_rules.undocumented_exceptions, "class Full(ValueError): pass", ["1: Full has no docstring"]),
        (
            python_rules.undocumented_components,
            "@register.filter\ndef hour(x): pass",
            ["2: hour has no docstring"],
        ),
        (
            python_rules.undocumented_components,
            "@register.inclusion_tag('x')\ndef card(x): pass",
            ["2: card has no docstring"],
        ),
        (python_rules.commands_without_help, "class Command(B):\n  x = 1", ["1: the command has no help"]),
        (python_rules.too_many_parameters, "def book(seat, mail): pass", ["1: book takes mail by position"]),
        (
            python_rules.too_many_parameters,
            "def book(*, a, b, c, d, e, f, g, h, i): pass",
            ["1: book takes more than 8 parameters"],
        ),
        (
            python_rules.unannounced_exceptions,
            "def book():\n  '''Give a seat.'''\n  if x:\n    raise errors.SessionFull(1) from None",
            ["4: book raises SessionFull and does not say so"],
        ),
        (python_rules.long_functions, "def f():\n" + "  x = 1\n" * 40, ["1: f has 41 lines"]),
    ],
)
def test_a_rule_finds_what_breaks_it(rule: Rule, code: str, found: list[str]) -> None:
    assert list(rule(ast.parse(code))) == found


@pytest.mark.parametrize(
    "rule",
    [
        python_rules.undocumented_functions,
        python_rules.undocumented_classes,
        python_rules.undocumented_exceptions,
        python_rules.too_many_parameters,
        python_rules.unannounced_exceptions,
        python_rules.long_functions,
    ],
)
def test_a_rule_accepts_what_follows_it(rule: Rule) -> None:
    assert list(rule(ast.parse(DOCUMENTED))) == []


@pytest.mark.parametrize(
    ("name", "is_named"),
    [("0002_auto_20260101.py", False), ("0002_search_index.py", True), ("fix.py", False)],
)
def test_the_rule_on_migrations_refuses_names_that_say_nothing(name: str, is_named: bool) -> None:
    assert bool(MIGRATION.fullmatch(name)) is is_named
