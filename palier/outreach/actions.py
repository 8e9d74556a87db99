"""Preparing the guide of a territory: an edition begun, structures asked, and all of it frozen."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from palier.accounts.models import User
from palier.directory.actions.verification import Asked, ask_owners
from palier.directory.enums import PlaceStatus
from palier.directory.models import Place
from palier.outreach import queries
from palier.outreach.enums import EditionStatus, Readership
from palier.outreach.guide.content import draw_map, guide_places, live_content, live_entries
from palier.outreach.guide.prints import directory_pdf, figures_of, guide_pdf
from palier.outreach.models import GuideEdition, GuidePrint
from palier.territory.territories import territory_by_reference

STALLED = timedelta(minutes=5)  # a worker that says nothing for so long was killed


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


def start_freezing(*, edition: GuideEdition, with_public: bool, now: datetime) -> None:
    """Ask that an edition be settled and printed, or go on with one whose worker was killed: see `freeze_some`.

    `with_public`: also an edition that everybody may open. Raises AlreadyFrozen (done, or under way), NothingToPrint.
    """
    rows = GuideEdition.objects.filter(pk=edition.pk)
    if rows.filter(status=EditionStatus.FREEZING, worked_at__lt=now - STALLED).update(worked_at=now):
        return
    waiting = rows.filter(status=EditionStatus.CAMPAIGN)
    if not waiting.exists():
        raise AlreadyFrozen
    shown = Place.objects.filter(status=PlaceStatus.PUBLISHED)
    if not shown.filter(guide_places(edition.territory, on=timezone.localdate(now))).exists():
        raise NothingToPrint
    if not waiting.update(status=EditionStatus.FREEZING, has_public_edition=with_public, worked_at=now):
        raise AlreadyFrozen


def freeze_some(*, edition_id: int, now: datetime) -> bool:
    """Do the next step of what `start_freezing` asked, and tell whether some remain.

    First the content, read from the records of `now`, then one PDF at a time; the last step shows the edition to its
    readers. A step is whole or not done: a worker that is killed loses one, and two workers do none twice.
    """
    edition = GuideEdition.objects.get(pk=edition_id)
    rows = GuideEdition.objects.filter(pk=edition_id, status=EditionStatus.FREEZING)
    if edition.status != EditionStatus.FREEZING:
        return False
    if edition.frozen_at is None:
        return _settle(edition, now=now)
    printed = set(edition.prints.values_list("readership", flat=True))
    for readership in queries.readerships_of(edition):
        if readership not in printed:
            # Dated by the content: printed late or twice, the bytes are the same.
            pdf = _print(edition, readership, at=edition.frozen_at)
            GuidePrint.objects.get_or_create(edition=edition, readership=readership, defaults={"pdf": pdf})
            return bool(rows.update(worked_at=now))
    rows.update(status=EditionStatus.FROZEN, worked_at=now)
    return False


def freeze_edition(*, edition: GuideEdition, with_public: bool, now: datetime) -> None:
    """Settle and print an edition at once, all steps in a row. Raises AlreadyFrozen, NothingToPrint."""
    start_freezing(edition=edition, with_public=with_public, now=now)
    while freeze_some(edition_id=edition.pk, now=now):
        pass
    edition.refresh_from_db()


def _settle(edition: GuideEdition, *, now: datetime) -> bool:
    """Keep what the edition says: later changes never reach it. Without any record left, it is prepared again."""
    on, previous = timezone.localdate(now), queries.previous_edition(edition)
    contents = {
        readership: live_content(edition, previous, on=on, readership=readership) for readership in Readership
    }
    entries = contents[Readership.PUBLIC]["entries"]
    rows = GuideEdition.objects.filter(pk=edition.pk, status=EditionStatus.FREEZING, frozen_at=None)
    if not entries:
        rows.update(status=EditionStatus.CAMPAIGN, worked_at=None)
        return False
    figures = figures_of(entries)
    rows.update(
        public_content=contents[Readership.PUBLIC],
        professional_content=contents[Readership.PROFESSIONAL],
        structure_count=figures["structures"],
        place_count=figures["places"],
        map_svg=draw_map(edition.territory, entries),
        frozen_at=now,
        worked_at=now,
    )
    return True


def _print(edition: GuideEdition, readership: Readership, *, at: datetime, proof: bool = False) -> bytes:
    is_public = readership is Readership.PUBLIC
    return guide_pdf(
        edition,
        edition.public_content if is_public else edition.professional_content,
        readership=readership,
        where=territory_by_reference(edition.territory).name,
        url=f"{settings.SITE_URL}/guide/{edition.slug}/{edition.year}/{'public/' if is_public else ''}",
        map_svg=edition.map_svg,
        at=at,
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
    return _print(edition, Readership.PROFESSIONAL, at=now, proof=True)


def directory_of(*, territory: str, now: datetime) -> bytes:
    """Return the directory of a collectivité as PDF: public fields, with the day of each verification.

    Raises UnknownTerritory, NothingToPrint.
    """
    where = territory_by_reference(territory)
    entries = live_entries(where.reference, on=timezone.localdate(now), readership=Readership.PUBLIC)
    if not entries:
        raise NothingToPrint
    return directory_pdf(entries, where=where.name, map_svg=draw_map(where.reference, entries), at=now)
