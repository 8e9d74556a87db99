"""The `palier` command: Django’s commands under the product’s name."""

import os
import sys


def main() -> None:
    """Run a management command; `import-places` and `import_places` are the same command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    from django.core.management import execute_from_command_line

    argv = list(sys.argv)
    if len(argv) > 1 and not argv[1].startswith("-"):
        argv[1] = argv[1].replace("-", "_")
    execute_from_command_line(argv)
