"""The requirements, and the report that says which are proven."""

import ast
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.consistency.repository import ROOT, modules, named, refuse, tree_of

report: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "requirements_report.py"))
Requirement, MarkedTest = report["Requirement"], report["MarkedTest"]
REQUIREMENTS = {
    "R1": Requirement("R1", "DIR", "A place has a name."),
    "S1": Requirement("S1", "SCE", "Found."),
}


def _marked_ids(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and id of each `@pytest.mark.requirement("…")`, and of `pytestmark`."""
    return [
        (call.lineno, argument.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "requirement"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def test_requirements_are_one_sentence_each_with_an_id_and_a_tag() -> None:
    requirements = report["read_requirements"]()

    assert len(requirements) == 466 + 35
    refuse(r.id for r in requirements.values() if not re.fullmatch(r"R\d{3}-\d{3}|S\d{2}", r.id))
    refuse(r.id for r in requirements.values() if not re.fullmatch(r"[A-Z]{3}", r.tag) or not r.text.strip())


def test_the_marks_on_tests_name_requirements_that_exist() -> None:
    known = report["read_requirements"]()
    marks = [(f, line, i) for f in modules(under=ROOT / "tests") for line, i in _marked_ids(tree_of(f))]

    assert marks
    refuse(f"{named(f)}:{line}: {i}" for f, line, i in marks if i not in known)


def test_a_repeated_id_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "requirements.csv"
    file.write_text("id,tag,requirement\nR1,DIR,a\nR1,DIR,b\n", encoding="utf-8")

    with pytest.raises(ValueError, match="R1 is there twice"):
        report["read_requirements"](file)


def test_the_cases_of_a_parametrised_test_count_as_their_worst(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    outcomes = {"t.py::test_a[1]": "passed", "t.py::test_a[2]": "failed", "t.py::test_b": "skipped"}
    file.write_text(json.dumps({name: {"ids": ["R1"], "outcome": o} for name, o in outcomes.items()}))

    assert report["read_report"](file) == [
        MarkedTest("t.py::test_a", ("R1",), "failed"),
        MarkedTest("t.py::test_b", ("R1",), "skipped"),
    ]


@pytest.mark.parametrize(
    ("outcomes", "is_proven"),
    [
        (["passed"], True),
        (["passed", "skipped"], True),
        (["skipped"], False),
        (["failed"], False),
        (["passed", "failed"], False),
    ],
)
def test_a_requirement_is_proven_by_a_passing_test_unless_another_fails(
    outcomes: list[str], is_proven: bool
) -> None:
    tests = [MarkedTest(f"test_{at}", ("R1",), outcome) for at, outcome in enumerate(outcomes)]

    assert ("R1" in report["proofs"](tests)) is is_proven


def test_the_report_counts_by_tag_and_names_the_tests() -> None:
    tests = [
        MarkedTest("t.py::test_a", ("R1", "R9"), "passed"),
        MarkedTest("t.py::test_b", ("S1",), "skipped"),
    ]

    assert list(report["report_lines"](REQUIREMENTS, tests)) == [
        "DIR     1 / 1",
        "SCE     0 / 1",
        "total   1 / 2",
        "\nR1 [DIR] A place has a name.",
        "    t.py::test_a",
        "\nNon exécutés :",
        "    t.py::test_b (S1)",
    ]


@pytest.mark.parametrize(
    ("ids", "outcome", "exit_code"),
    [(["R004-162"], "passed", 0), (["R004-162"], "failed", 1), (["R999-999"], "passed", 1)],
)
def test_the_report_fails_for_a_failed_test_or_an_unknown_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ids: list[str], outcome: str, exit_code: int
) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps({"t.py::test_a": {"ids": ids, "outcome": outcome}}))

    assert report["main"](["--from", str(file)]) == exit_code
    assert ("identifiant inconnu, t.py::test_a: R999-999" in capsys.readouterr().err) is (ids == ["R999-999"])


MARKED_TESTS = """
import pytest

@pytest.fixture
def broken_end():
    yield
    raise RuntimeError

@pytest.mark.requirement("R1", "S1")
def test_passes(): pass

@pytest.mark.requirement("R2")
def test_fails(): assert False

@pytest.mark.requirement("R3")
@pytest.mark.skip
def test_skips(): pass

@pytest.mark.requirement("R4")
def test_breaks_at_the_end(broken_end): pass

def test_without_mark(): pass
"""


def test_the_plugin_writes_the_outcome_of_each_marked_test(tmp_path: Path) -> None:
    (tmp_path / "test_them.py").write_text(MARKED_TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    requirement(*ids): proven\n", encoding="utf-8"
    )
    plugin = ["-p", "tests.plugins.requirements", "--requirements-report", "out.json"]
    alone = ["-p", "no:django", "-p", "no:cacheprovider", "-n", "1"]

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "pytest", *alone, *plugin], cwd=tmp_path, env=environment, check=False
    )

    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == {
        "test_them.py::test_passes": {"ids": ["R1", "S1"], "outcome": "passed"},
        "test_them.py::test_fails": {"ids": ["R2"], "outcome": "failed"},
        "test_them.py::test_skips": {"ids": ["R3"], "outcome": "skipped"},
        "test_them.py::test_breaks_at_the_end": {"ids": ["R4"], "outcome": "failed"},
    }
