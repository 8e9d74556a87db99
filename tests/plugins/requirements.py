"""Writes which tests carry `@pytest.mark.requirement` and how each ended: `-p tests.plugins.requirements`.

`scripts/requirements_report.py` asks for it. With xdist, what a worker notes travels with its reports.
"""

import json
from pathlib import Path

import pytest

PROPERTY = "requirement"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--requirements-report",
        default="",
        metavar="FILE",
        help="write there which test proves which requirement",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--requirements-report") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Report(Path(config.getoption("--requirements-report"))))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("requirement"):
            item.user_properties.extend((PROPERTY, requirement) for requirement in marker.args)


class _Report:
    """Gathers the outcome of each marked test: failed in any phase, else skipped, else passed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tests: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [value for name, value in report.user_properties if name == PROPERTY]
        if not ids:
            return
        test = self.tests.setdefault(report.nodeid, {"ids": ids, "outcome": "passed"})
        if report.failed or (report.skipped and test["outcome"] == "passed"):
            test["outcome"] = report.outcome

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(self.tests, indent=1, sort_keys=True), encoding="utf-8")
