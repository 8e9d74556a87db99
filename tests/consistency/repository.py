"""The files of the repository, as a clone holds them: what `.gitignore` names is left out."""

import ast
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PALIER = ROOT / "palier"
TEMPLATES = PALIER / "web" / "templates"
DOCS = ROOT / "docs"


@cache
def _ignored() -> tuple[str, ...]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return (".git", *(line.strip().rstrip("/") for line in lines if line.strip()))


def is_ignored(path: Path) -> bool:
    """Tell whether `.gitignore` names this file or folder; a pattern with a slash counts from the root."""
    relative = path.relative_to(ROOT).as_posix()
    return any(
        fnmatch(relative, pattern.lstrip("/")) if "/" in pattern else fnmatch(path.name, pattern)
        for pattern in _ignored()
    )


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if is_ignored(path):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file of the repository, in the order of their paths."""
    return tuple(_walk(ROOT))


def files_ending(suffix: str, *, under: Path = ROOT) -> list[Path]:
    """The files of a folder whose name ends so."""
    return [p for p in repository_files() if p.name.endswith(suffix) and under in p.parents]


def modules(*, under: Path = PALIER) -> list[Path]:
    """The Python modules of a folder that people write: migrations are left out."""
    return [p for p in files_ending(".py", under=under) if "migrations" not in p.parts]


def text_files() -> Iterator[tuple[Path, str]]:
    """Each file that is text, and its text."""
    for path in repository_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """The path as people write it, from the root."""
    return path.relative_to(ROOT).as_posix()


def refuse(findings: Iterable[str]) -> None:
    """Fail with one line per finding, all of them shown."""
    found = list(findings)
    assert found == [], "\n" + "\n".join(found)
