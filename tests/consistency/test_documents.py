"""What documents say exists, and what exists is said: commands, settings, links, dependencies."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands, load_command_class
from django.test import override_settings

from palier.core.jobs import registered_jobs
from tests.consistency.repository import DOCS, PALIER, ROOT, files_ending, modules, named, refuse, tree_of

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HELP_LINE = re.compile(r"^([a-z0-9-]+):.*?## ", re.MULTILINE)
# What every clone must be able to do (house habits).
EXPECTED_TARGETS = {
    "help",
    "install",
    "demo",
    "serve",
    "test",
    "test-pg",
    "e2e",
    "lint",
    "types",
    "bench",
    "ci",
}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FIRST_CELL = re.compile(r"^\| `(?P<name>[^`]+)` \|", re.MULTILINE)


# --- Makefile -----------------------------------------------------------------------------------------------


def make(*arguments: str) -> str:
    done = subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_help_says_what_a_clone_can_do() -> None:
    told = {line.split()[1] for line in make("help").splitlines() if line.strip()}

    assert told >= EXPECTED_TARGETS - {"help"}


def test_every_target_told_by_make_help_can_be_made() -> None:
    told = HELP_LINE.findall(MAKEFILE)
    phony = MAKEFILE.partition(".PHONY:")[2].split()

    assert [target for target in told if target not in phony] == []
    make("--dry-run", *told)


def test_the_readme_tells_what_make_help_tells() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {name.removeprefix("make ") for name in FIRST_CELL.findall(readme) if name.startswith("make ")}

    assert sorted(told) == sorted(HELP_LINE.findall(MAKEFILE))


def test_the_makefile_calls_files_that_exist() -> None:
    called = set(re.findall(r"(?:scripts|bench)/[\w-]+\.(?:py|sh)", MAKEFILE))

    assert called
    refuse(path for path in sorted(called) if not (ROOT / path).is_file())


def test_the_makefile_calls_commands_that_exist() -> None:
    called = set(re.findall(r"\$\(PALIER\) ([a-z][\w-]*)", MAKEFILE))

    assert called
    refuse(name for name in sorted(called) if name.replace("-", "_") not in get_commands())


# --- Operations -------------------------------------------------------------------------------------------


def cron_commands(text: str) -> Iterator[list[str]]:
    """Words after `$PALIER` of each line of a crontab. Raises ValueError for a line that runs anything else."""
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", "PALIER=")):
            continue
        fields = line.split()
        if fields[5:6] != ["$PALIER"] or not fields[6:]:
            raise ValueError(f"not a line of the schedule: {line}")
        yield fields[6:]


@override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})  # as in production
def test_the_schedule_runs_commands_that_exist_with_options_that_they_take() -> None:
    lines = list(cron_commands((ROOT / "deploy" / "crontab").read_text(encoding="utf-8")))

    assert lines
    for name, *options in lines:
        assert name in get_commands(), name
        app = get_commands()[name]
        command = load_command_class(app, name) if isinstance(app, str) else app
        parser = command.create_parser("palier", name)
        parser.parse_args(options)
        takes_write = "--write" in parser.format_help()
        assert not takes_write or "--write" in options, f"{name} would write nothing"


@pytest.mark.parametrize("line", ["0 3 * * * rm -r /", "0 3 * * $PALIER clearsessions", "0 3 * * * $PALIER"])
def test_a_line_of_the_schedule_that_runs_anything_else_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of the schedule"):
        list(cron_commands(line))


def test_the_schedule_is_told_to_operators() -> None:
    rows = re.findall(
        r"^\| `([a-z_]+)` \| ([^|]+) \|", (DOCS / "operations.md").read_text(encoding="utf-8"), re.M
    )

    assert sorted(rows) == [(job.name, job.when.label) for job in registered_jobs()]


def variables_read(tree: ast.Module) -> Iterator[str]:
    """Names of the environment variables that a module reads, through `env` or through `os`."""
    for node in ast.walk(tree):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            receiver = ast.unparse(node.func.value)
            if receiver == "env" or (
                receiver in {"os.environ", "os"} and node.func.attr in {"get", "getenv"}
            ):
                name = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            name = node.slice
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value


def test_the_table_of_settings_is_what_the_code_reads() -> None:
    told = [
        n for n in FIRST_CELL.findall((DOCS / "operations.md").read_text(encoding="utf-8")) if n.isupper()
    ]
    read = {name for path in modules(under=PALIER) for name in variables_read(tree_of(path))}

    assert sorted(told) == sorted(read)


def test_each_way_to_read_a_variable_is_seen() -> None:
    code = (
        "env.bool('A', default=1)\nos.environ.get('B', '')\nos.environ['C']\nos.getenv('D')\nother.get('E')"
    )

    assert sorted(variables_read(ast.parse(code))) == ["A", "B", "C", "D"]


# --- Documents --------------------------------------------------------------------------------------------


def anchors_of(text: str) -> set[str]:
    """The anchors of a Markdown document, as forges make them from its headings."""
    headings = re.findall(
        r"^#+ +(.*?)\s*$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> Iterator[str]:
    """Links of a document to files or headings that are not there; other sites are not asked."""
    for found in LINK.finditer(CODE.sub("", path.read_text(encoding="utf-8"))):
        target, _, anchor = unquote(found["target"]).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists():
            yield target
        elif anchor and anchor not in anchors_of(file.read_text(encoding="utf-8")):
            yield f"{target}#{anchor}"


def test_links_between_documents_lead_somewhere() -> None:
    documents = files_ending(".md")

    assert len(documents) > 10
    refuse(f"{named(path)}: {link}" for path in documents for link in broken_links(path))


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Première mise en service\n", encoding="utf-8")
    text = "[a](other.md) [b](gone.md) [c](other.md#première-mise-en-service) [d](other.md#gone) [e](https://x.test)"
    page = tmp_path / "page.md"
    page.write_text(f"{text} [f](#there) `[g](code.md)`\n\n## There\n", encoding="utf-8")

    assert list(broken_links(page)) == ["gone.md", "other.md#gone"]


def test_decisions_are_numbered_without_a_hole_and_have_the_same_parts() -> None:
    records = sorted((DOCS / "adr").glob("*.md"))
    parts = ["## Context", "## Decision", "## Consequences", "## Rejected"]

    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if line.startswith("## ")] == parts, named(path)
        assert "We will " in text, named(path)


def direct_dependencies() -> set[str]:
    """Every library that we name ourselves: in pyproject.toml and in package.json."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    python = {re.match(r"[\w.-]+", line)[0] for line in asked}  # type: ignore[index]
    front = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return python | set(front["dependencies"]) | set(front["devDependencies"])


def test_every_direct_dependency_says_why_it_is_there() -> None:
    told = FIRST_CELL.findall((DOCS / "dependencies.md").read_text(encoding="utf-8"))

    assert sorted(told) == sorted(direct_dependencies())


def test_the_glossary_names_identifiers_that_the_code_has() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    identifiers = re.findall(r"`(accounts|core|directory|feedback|orientation|territory)\.([A-Z]\w+)", text)

    assert len(identifiers) > 20
    for app, name in identifiers:
        code = "\n".join(path.read_text(encoding="utf-8") for path in modules(under=PALIER / app))
        assert re.search(rf"^class {name}\b", code, re.MULTILINE), f"{app}.{name}"
