"""The formats of sessions: loaded from the file shipped with the product; the standard text of a network, its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from palier.agenda.models import EventFormat, FormatChecklistLine, FormatSheet
from palier.directory.models import PlaceNetwork

M = TypeVar("M", bound=models.Model)
FORMATS_FILE = Path(__file__).resolve().parent.parent / "data" / "formats.toml"
_APART = ("sheet", "checklist", "derived_from", "code")
SHEET_TEXTS = tuple(
    field.name
    for field in FormatSheet._meta.fields
    if isinstance(field, models.CharField | models.TextField) and not field.primary_key
)


@dataclass
class FormatsReport:
    """What a load did: how many formats and lines to prepare the file holds, and how many rows were written."""

    formats: int = 0
    lines: int = 0
    written: int = 0


@transaction.atomic
def load_formats(*, file: Path = FORMATS_FILE) -> FormatsReport:
    """Write the formats of the file by their code, with the text of everybody and the standard preparation list.

    Texts of networks, lists of places, and formats that the file does not know stay. Safe to run twice: the second
    time writes nothing. Raises ValidationError for a value that no format may have.
    """
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    report = FormatsReport(formats=len(content["format"]))
    made: dict[str, EventFormat] = {}
    for position, values in enumerate(content["format"], start=1):
        own = {name: value for name, value in values.items() if name not in _APART}
        own |= {"position": position, "derived_from": made.get(values.get("derived_from", ""))}
        format = _write(EventFormat, {"code": values["code"]}, own, report)
        made[format.code] = format
        texts = {name: text.strip() for name, text in values["sheet"].items()}
        _write(FormatSheet, {"format": format, "network": None}, texts, report)
        for rank, code in enumerate(values["checklist"], start=1):
            line = {"label": content["checklist"][code], "position": rank}
            _write(FormatChecklistLine, {"format": format, "place": None, "code": code}, line, report)
            report.lines += 1
    return report


@transaction.atomic
def write_network_sheet(
    *, format: EventFormat, network: PlaceNetwork, texts: Mapping[str, str]
) -> FormatSheet:
    """Give a network its own standard text for a format: every session of its places shows it.

    `texts` by field of FormatSheet. Raises ValidationError({field: [sentences]}).
    """
    unknown = set(texts) - set(SHEET_TEXTS)
    if unknown:
        raise ValidationError(dict.fromkeys(unknown, "Ce texte n’existe pas."))
    sheet = FormatSheet.objects.filter(format=format, network=network).first()
    sheet = sheet or FormatSheet(format=format, network=network)
    for name, text in texts.items():
        setattr(sheet, name, text.strip())
    sheet.clean_fields()
    sheet.save()
    return sheet


def forget_network_sheet(*, format: EventFormat, network: PlaceNetwork) -> None:
    """Go back to the text of everybody. Harmless when the network has none of its own."""
    FormatSheet.objects.filter(format=format, network=network).delete()


def _write(model: type[M], key: dict[str, Any], values: dict[str, Any], report: FormatsReport) -> M:
    row = model._default_manager.filter(**key).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    row = row or model(**key)
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields()
    row.save()
    report.written += 1
    return row
