"""What the rules look at: all that a clone holds, and nothing that a machine adds."""

import pytest

from tests.consistency.repository import PALIER, ROOT, is_ignored, repository_files


@pytest.mark.parametrize(
    "path",
    [
        ".venv",
        "var",
        "node_modules",
        "palier/web/static/vendor",
        "palier/core/__pycache__",
        "a/b.pyc",
        ".git",
    ],
)
def test_what_a_machine_adds_is_left_out(path: str) -> None:
    assert is_ignored(ROOT / path)


@pytest.mark.parametrize(
    "path", [".ci", "palier/web/static/ui", "docs/var.md", "tests/var", "palier/web/locale"]
)
def test_what_a_clone_holds_is_looked_at(path: str) -> None:
    assert not is_ignored(ROOT / path)


def test_files_of_every_folder_are_seen() -> None:
    seen = set(repository_files())

    assert {ROOT / "Makefile", ROOT / ".ci" / "run", PALIER / "core" / "text.py"} <= seen
    assert not any(".venv" in path.parts for path in seen)
