"""Say which requirements are proven by passing tests marked with their id.

    requirements_report.py                  run the marked tests, then report
    requirements_report.py --from FILE      report on a run made before (`pytest -p tests.plugins.requirements
                                            --requirements-report FILE`)

A requirement is proven when at least one test that carries its id passed and none failed. Ends with 1 when a
test carries an id that `docs/requirements.csv` does not know, or when a marked test failed.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "docs" / "requirements.csv"


@dataclass(frozen=True)
class Requirement:
    """One line of `docs/requirements.csv`; `tag` is the part of the product it belongs to."""

    id: str
    tag: str
    text: str


@dataclass(frozen=True)
class MarkedTest:
    """A test function and the ids it carries. `outcome`: passed, skipped or failed, the worst of its cases."""

    name: str
    ids: tuple[str, ...]
    outcome: str


def read_requirements(path: Path = REQUIREMENTS) -> dict[str, Requirement]:
    """Return the requirements by id, in the order of the file. Raises ValueError for an id given twice."""
    requirements: dict[str, Requirement] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] in requirements:
                raise ValueError(f"{path.name}: {row['id']} is there twice")
            requirements[row["id"]] = Requirement(row["id"], row["tag"], row["requirement"])
    return requirements


def run_marked_tests(report: Path) -> int:
    """Run the tests that carry a requirement, write the report, return pytest’s exit code (5: there is none)."""
    plugin = ["-p", "tests.plugins.requirements", "--requirements-report", str(report)]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "requirement", *plugin]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def read_report(path: Path) -> list[MarkedTest]:
    """Return the marked tests of a run by name, the cases of a parametrised test joined in one."""
    cases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for node_id, test in json.loads(path.read_text(encoding="utf-8")).items():
        cases[node_id.partition("[")[0]].append((tuple(test["ids"]), test["outcome"]))
    return [_joined(name, cases[name]) for name in sorted(cases)]


def _joined(name: str, cases: Sequence[tuple[tuple[str, ...], str]]) -> MarkedTest:
    outcomes = {outcome for _, outcome in cases}
    worst = next(o for o in ("failed", "skipped", "passed") if o in outcomes)
    ids = tuple(dict.fromkeys(requirement for ids, _ in cases for requirement in ids))
    return MarkedTest(name, ids, worst)


def proofs(tests: Sequence[MarkedTest]) -> dict[str, list[MarkedTest]]:
    """Return the passing tests of each proven id; an id with a failing test is not proven."""
    by_id: dict[str, list[MarkedTest]] = defaultdict(list)
    for test in tests:
        for requirement in test.ids:
            by_id[requirement].append(test)
    return {
        requirement: [test for test in marked if test.outcome == "passed"]
        for requirement, marked in sorted(by_id.items())
        if any(t.outcome == "passed" for t in marked) and not any(t.outcome == "failed" for t in marked)
    }


def report_lines(requirements: Mapping[str, Requirement], tests: Sequence[MarkedTest]) -> Iterator[str]:
    """Yield the report: proven of total by tag, then each proven id with its tests, then what needs a look."""
    proven = {r: marked for r, marked in proofs(tests).items() if r in requirements}
    for tag in sorted({requirement.tag for requirement in requirements.values()}):
        of_tag = [r for r in requirements.values() if r.tag == tag]
        yield f"{tag:<5}{sum(r.id in proven for r in of_tag):>4} / {len(of_tag)}"
    yield f"{'total':<5}{len(proven):>4} / {len(requirements)}"
    for requirement, marked in proven.items():
        yield f"\n{requirement} [{requirements[requirement].tag}] {requirements[requirement].text}"
        yield from (f"    {test.name}" for test in marked)
    for outcome, title in (("skipped", "Non exécutés"), ("failed", "En échec")):
        named = [f"    {test.name} ({', '.join(test.ids)})" for test in tests if test.outcome == outcome]
        yield from [f"\n{title} :", *named] if named else []


def unknown_ids(requirements: Mapping[str, Requirement], tests: Sequence[MarkedTest]) -> list[str]:
    """Return « test: id » for each id that no requirement has."""
    return [f"{test.name}: {r}" for test in tests for r in test.ids if r not in requirements]


def main(arguments: Sequence[str] | None = None) -> int:
    """Report; return 1 for an unknown id or a failed test."""
    parser = argparse.ArgumentParser(
        description="Quelles exigences sont prouvées par des tests qui passent ?"
    )
    parser.add_argument(
        "--from", dest="report", type=Path, help="relire le rapport d’une exécution déjà faite"
    )
    given: Path | None = parser.parse_args(arguments).report
    requirements = read_requirements()
    with tempfile.TemporaryDirectory() as folder:
        report = given or Path(folder) / "report.json"
        exit_code = 0 if given else run_marked_tests(report)
        if exit_code not in (0, 1, 5):  # 1: tests failed, told below
            print(f"pytest s’est arrêté avec le code {exit_code} : rien à rapporter", file=sys.stderr)
            return exit_code
        tests = read_report(report)
    for line in report_lines(requirements, tests):
        print(line)
    unknown = unknown_ids(requirements, tests)
    for line in unknown:
        print(f"identifiant inconnu, {line}", file=sys.stderr)
    return 1 if unknown or exit_code == 1 or any(test.outcome == "failed" for test in tests) else 0


if __name__ == "__main__":
    sys.exit(main())
