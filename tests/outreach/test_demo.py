"""The guide of the demonstration is a real one, made once."""

import pytest

from palier.accounts.demo import COORDINATOR
from palier.outreach import actions, queries
from palier.outreach.demo import build_guide
from palier.outreach.enums import Readership
from palier.outreach.models import GuideEdition
from tests.factories.directory import NOW
from tests.outreach.editions import MAYENNE, an_offer

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_a_printed_guide_for_professionals_and_for_all_made_once() -> None:
    an_offer()

    made, again = build_guide(now=NOW), build_guide(now=NOW)

    assert (made, again) == (GuideEdition.objects.get(), None)
    assert made is not None
    assert (made.territory, made.year, made.is_frozen) == (MAYENNE, NOW.year, True)
    assert made.by is not None
    assert made.by.email == COORDINATOR.email
    assert all((queries.print_of(made, r) or b"").startswith(b"%PDF") for r in Readership)


def test_a_preparation_cut_short_is_taken_up_again() -> None:
    an_offer()
    edition = actions.create_edition(title="Guide", territory=MAYENNE, year=NOW.year, by=None, now=NOW)
    actions.start_freezing(edition=edition, with_public=True, now=NOW)

    made = build_guide(now=NOW)

    assert made == edition
    assert made.is_frozen
