#!/usr/bin/env python3
"""Go back one migration and forward again, for each of our apps, on a restored copy of the database.

    DATABASE_URL=…/palier_relue .venv/bin/python scripts/ops/rehearse_rollback.py

What the last migration of an app added is emptied on the way: never run it on the database of the site. Then
compare the copy with the original (compare.py): only what those migrations added, and their dates, may differ.
An app that has one migration has no earlier version to go back to. Exit code: 0, or Django’s error.
"""

import os
import sys

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def last_two(loader: MigrationLoader, app: str) -> tuple[str, str] | None:
    """Return the names of the last migration of `app` and of the one before; None if there is none before."""
    last = loader.graph.leaf_nodes(app)[0]
    before = [parent for parent in loader.graph.node_map[last].parents if parent.key[0] == app]
    return (last[1], max(parent.key[1] for parent in before)) if before else None


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    django.setup()
    loader = MigrationLoader(connection)
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("palier.")]
    for app in sorted(set(ours) & loader.migrated_apps):
        names = last_two(loader, app)
        if names is None:
            print(f"{app} : une seule migration, rien à défaire")
            continue
        last, before = names
        call_command("migrate", app, before, verbosity=0)
        call_command("migrate", verbosity=0)
        print(f"{app} : {last} défaite puis refaite")


if __name__ == "__main__":
    sys.exit(main())
