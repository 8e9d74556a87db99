"""Going back one version of the database and forward again, on both engines, on a restored copy."""

import re
from pathlib import Path

from tests.operations.servers import ROOT, Base, ops


def test_the_last_migration_of_each_app_is_undone_and_done_again_without_losing_a_row(base: Base) -> None:
    before, copy = base.new(), base.new()
    for target in (before, copy):
        assert ops("restore.py", base.saved, "--into", target)[0] == 0

    code, said = ops("rehearse_rollback.py", DATABASE_URL=copy)
    _, compared = ops("compare.py", before, copy)

    assert code == 0, said
    found = {
        line
        for line in compared.splitlines()[:-1]
        if not re.match(r"django_migrations |\(sequences\)|sqlite_seq", line)
    }
    assert found == set(), compared
    told = {line.split(" : ")[0]: line for line in said.splitlines()}
    for app, migrations in apps_with_migrations().items():
        assert (migrations[-1] in told[app]) == (len(migrations) > 1), said


def apps_with_migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "palier").glob("*/migrations/0*.py")):
        found.setdefault(app_of(path), []).append(path.stem)
    return found


def app_of(path: Path) -> str:
    return path.parent.parent.name
