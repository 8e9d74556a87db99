"""The guide of the demonstration: an edition begun, frozen and printed by the coordinator, as anywhere else."""

from datetime import datetime

from palier.accounts.demo import COORDINATOR, account_of
from palier.outreach import actions
from palier.outreach.models import GuideEdition

TERRITORY = "departement:53"
TITLE = "Guide de la médiation sociale et numérique"


def build_guide(*, now: datetime) -> GuideEdition | None:
    """Freeze and print the guide of this year, for professionals and for all; None if it is there already.

    One whose printing was cut short is printed to its end.
    """
    edition = GuideEdition.objects.filter(territory=TERRITORY, year=now.year).first()
    if edition is not None and not edition.is_freezing:
        return None
    if edition is None:
        by = account_of(COORDINATOR)
        edition = actions.create_edition(title=TITLE, territory=TERRITORY, year=now.year, by=by, now=now)
        actions.start_freezing(edition=edition, with_public=True, now=now)
    while actions.freeze_some(edition_id=edition.pk, now=now):
        pass
    edition.refresh_from_db()
    return edition
