"""Identification campaigns: who is to be contacted in a territory, and how far that went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from palier.accounts.models import User
from palier.core.text import fold
from palier.directory.enums import CampaignLineStatus
from palier.directory.models import CampaignLine, IdentificationCampaign, Structure
from palier.territory import queries as territory
from palier.territory.enums import MatchCertainty
from palier.territory.models import Commune

MAX_PASTED_LINES = 2000
_SURE = (MatchCertainty.EXACT, MatchCertainty.CORRECTED)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of pasted lines: `not_found` are communes that nobody knows, as they were typed."""

    added: int
    already_there: int
    not_found: tuple[str, ...] = ()


@transaction.atomic
def create_campaign(
    *, name: str, territory: str, by: User, starts_on: date, ends_on: date | None = None
) -> IdentificationCampaign:
    """Begin a campaign over a territory (`departement:53`). Raises ValidationError."""
    campaign = IdentificationCampaign(
        name=name.strip(), territory=territory, by=by, starts_on=starts_on, ends_on=ends_on
    )
    campaign.full_clean()
    campaign.save()
    return campaign


@transaction.atomic
def add_lines(*, campaign: IdentificationCampaign, text: str) -> Pasted:
    """Add one structure per line: « nom ; commune ; contact », the last two if known; tabs do as well.

    A line that is there already (same name, same commune) is left as it is, so pasting twice is harmless. Lines
    beyond 2,000 are ignored.
    """
    there: set[tuple[str, int | None]] = {
        (fold(name), commune) for name, commune in campaign.lines.values_list("name", "commune_id")
    }
    known: dict[str, Commune | None] = {}
    new, already, lost = [], 0, []
    for row in text.splitlines()[:MAX_PASTED_LINES]:
        name, where, contact = _parts(row)
        if not name:
            continue
        if where and where not in known:
            known[where] = _commune(where)
        commune = known.get(where)
        if where and commune is None:
            lost.append(where)
        key = (fold(name), commune.pk if commune else None)
        if key in there:
            already += 1
            continue
        there.add(key)
        new.append(CampaignLine(campaign=campaign, name=name, commune=commune, contact=contact))
    CampaignLine.objects.bulk_create(new, batch_size=200)
    return Pasted(len(new), already, tuple(dict.fromkeys(lost)))


@transaction.atomic
def add_known_structures(*, campaign: IdentificationCampaign, structures: Iterable[Structure]) -> int:
    """Add structures of the directory that the campaign has not; return how many. Safe to run twice."""
    there = set(campaign.lines.exclude(structure=None).values_list("structure_id", flat=True))
    new = [
        CampaignLine(campaign=campaign, structure=row, name=row.name, commune=row.commune)
        for row in structures
        if row.pk not in there
    ]
    CampaignLine.objects.bulk_create(new, batch_size=200)
    return len(new)


@transaction.atomic
def mark_line(*, line: CampaignLine, status: CampaignLineStatus, on: date, note: str | None = None) -> None:
    """Say how far the contact went, dated `on`. An answer keeps the day of the first contact.

    Back to « à contacter » forgets the dates. A note given replaces the one there was.
    """
    line.status = status
    if status == CampaignLineStatus.TO_CONTACT:
        line.contacted_on = line.answered_on = None
    elif status == CampaignLineStatus.CONTACTED:
        line.contacted_on, line.answered_on = on, None
    else:
        line.contacted_on, line.answered_on = line.contacted_on or on, on
    if note is not None:
        line.note = note.strip()[:500]
    line.save()


@transaction.atomic
def remove_line(*, line: CampaignLine) -> None:
    """Take a line off its campaign."""
    line.delete()


def _parts(row: str) -> tuple[str, str, str]:
    separator = "\t" if "\t" in row else ";"
    cells = [" ".join(cell.split()) for cell in row.split(separator)] + ["", ""]
    return cells[0][:200], cells[1][:120], cells[2][:300]


def _commune(text: str) -> Commune | None:
    match = territory.parse_where(text)
    return match.commune if match.certainty in _SURE else None
