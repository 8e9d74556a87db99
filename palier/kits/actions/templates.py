"""The standard cases shipped with the product."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from palier.kits.models import KitTemplate, KitTemplateItem

TEMPLATES_FILE = Path(__file__).resolve().parent.parent / "data" / "templates.toml"


@transaction.atomic
def load_templates() -> int:
    """Write the templates of `data/templates.toml` and what each holds, in that order; safe to run twice.

    A thing that is no longer in the file leaves its template; the cases that have it keep it. Returns how many rows
    were written.
    """
    written = 0
    for position, row in enumerate(tomllib.loads(TEMPLATES_FILE.read_text(encoding="utf-8"))["template"]):
        texts = {"label": row["label"], "summary": row["summary"], "position": position}
        template, changed = _write(KitTemplate, {"code": row["code"]}, texts)
        written += changed
        for rank, (code, said) in enumerate(row["items"].items()):
            values = said if isinstance(said, dict) else {"label": said, "quantity": 1}
            written += _write(
                KitTemplateItem, {"template": template, "code": code}, {**values, "position": rank}
            )[1]
        written += template.items.exclude(code__in=row["items"]).delete()[0]
    return written


def _write(model: Any, key: dict[str, Any], values: dict[str, Any]) -> tuple[Any, bool]:
    """Return the row of `key`, written only if it differs, and whether it was."""
    row = model.objects.filter(**key).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row, False
    return model.objects.update_or_create(**key, defaults=values)[0], True
