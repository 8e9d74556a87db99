"""Preparing the guide of a territory: an edition begun, structures asked, and all of it frozen."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from palier.accounts.models import User
from palier.directory.actions.verification import Asked, ask_owners
from palier.outreach import queries
from palier.outreach.enums import EditionStatus, Readership
from palier.outreach.guide.content import draw_map, guide_places, live_content, live_entries
from palier.outreach.guide.prints import directory_pdf, figures_of, guide_pdf
from palier.outreach.models import GuideEdition, GuidePrint
from palier.territory.territories import territory_by_reference


class EditionExists(Exception):
    """This territory already has an edition of that year."""


class AlreadyFrozen(Exception):
    """The edition is settled: nothing of it changes any more."""


class NothingToPrint(Exception):
    """No structure of the territory has a published record."""


def create_edition(*, title: str, territory: str, year: int, by: User | None, now: datetime) -> GuideEdition:
    """Begin an edition. Raises EditionExists, and ValidationError for what is no territory or no year."""
    edition = GuideEdition(title=title, territory=territory, year=year, by=by, created_at=now)
    edition.clean_fields(exclude=["by"])
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError:
        raise EditionExists from None
    return edition


def ask_structures(*, edition: GuideEdition, now: datetime) -> Asked:
    """Ask the structures of the territory to verify their records: by mail, else by a letter to print.

    At most two hundred mails and letters at once: pressed again, it asks the next ones, and nobody twice.
    Raises AlreadyFrozen.
    """
    # The first gesture is when the campaign began: answers are counted from there.
    open_edition = GuideEdition.objects.filter(pk=edition.pk, status=EditionStatus.CAMPAIGN)
    if not open_edition.exists():
        raise AlreadyFrozen
    open_edition.filter(asked_at=None).update(asked_at=now)
    edition.refresh_from_db(fields=["asked_at"])
    return ask_owners(among=guide_places(edition.territory, on=timezone.localdate(now)), now=now)


@transaction.atomic
def freeze_edition(*, edition: GuideEdition, with_public: bool, now: datetime) -> None:
    """Settle what the edition says from the records of now, and print it: later changes never reach it.

    `with_public`: also an edition that everybody may open. Raises AlreadyFrozen, NothingToPrint.
    """
    claimed = GuideEdition.objects.filter(pk=edition.pk, status=EditionStatus.CAMPAIGN)
    if not claimed.update(status=EditionStatus.FROZEN, frozen_at=now, has_public_edition=with_public):
        raise AlreadyFrozen
    edition.refresh_from_db()
    on, previous = timezone.localdate(now), queries.previous_edition(edition)
    for readership in Readership:
        content = live_content(edition, previous, on=on, readership=readership)
        setattr(edition, f"{readership.value.lower()}_content", content)
    entries = edition.public_content["entries"]
    if not entries:
        raise NothingToPrint
    figures = figures_of(entries)
    edition.structure_count, edition.place_count = figures["structures"], figures["places"]
    edition.map_svg = draw_map(edition.territory, entries)
    edition.save()
    for readership in [Readership.PROFESSIONAL, *([Readership.PUBLIC] if with_public else [])]:
        GuidePrint.objects.create(
            edition=edition, readership=readership, pdf=_print(edition, readership, now=now)
        )


def _print(edition: GuideEdition, readership: Readership, *, now: datetime, proof: bool = False) -> bytes:
    is_public = readership is Readership.PUBLIC
    return guide_pdf(
        edition,
        edition.public_content if is_public else edition.professional_content,
        readership=readership,
        where=territory_by_reference(edition.territory).name,
        url=f"{settings.SITE_URL}/guide/{edition.slug}/{edition.year}/{'public/' if is_public else ''}",
        map_svg=edition.map_svg,
        at=now,
        is_proof=proof,
    )


def proof_of(*, edition: GuideEdition, now: datetime) -> bytes:
    """Return the PDF for professionals as it would be today, marked as a proof; nothing is kept.

    Raises NothingToPrint.
    """
    on, previous = timezone.localdate(now), queries.previous_edition(edition)
    content = live_content(edition, previous, on=on, readership=Readership.PROFESSIONAL)
    if not content["entries"]:
        raise NothingToPrint
    edition.professional_content = content
    edition.map_svg = draw_map(edition.territory, content["entries"])
    return _print(edition, Readership.PROFESSIONAL, now=now, proof=True)


def directory_of(*, territory: str, now: datetime) -> bytes:
    """Return the directory of a collectivité as PDF: public fields, with the day of each verification.

    Raises UnknownTerritory, NothingToPrint.
    """
    where = territory_by_reference(territory)
    entries = live_entries(where.reference, on=timezone.localdate(now), readership=Readership.PUBLIC)
    if not entries:
        raise NothingToPrint
    return directory_pdf(entries, where=where.name, map_svg=draw_map(where.reference, entries), at=now)
