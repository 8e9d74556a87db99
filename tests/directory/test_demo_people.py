"""The invented people of the demonstration: real actions, one per door, safe to build again."""

from datetime import timedelta

import pytest
from django.core import mail

from palier.accounts.actions import leave_role, load_roles
from palier.accounts.demo import DOMAIN
from palier.accounts.enums import RoleStatus
from palier.accounts.models import TerritorialRole, User
from palier.directory import demo
from palier.directory.demo.people import LIBRARIES, PEOPLE
from palier.directory.enums import PlaceKind
from palier.directory.models import Affiliation, Place, Structure
from palier.directory.queries.doors import holds_a_library
from palier.directory.queries.standing import standing_of
from palier.web.doors.registry import Visitor, doors_of
from tests.factories.directory import NOW, StructureFactory, a_place, commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def _offer() -> None:
    """The structures where these people work, and one library."""
    commune("53084")
    load_roles()
    for name in {one.structure for one in PEOPLE}:
        StructureFactory(name=name, is_demo=True)
    network = Structure.objects.get(name=LIBRARIES)
    a_place("Médiathèque Le Seuil", kinds=[PlaceKind.LIBRARY], owner=network, is_demo=True)


def doors_opened_to(mailbox: str) -> list[str]:
    standing = standing_of(User.objects.get(email=f"{mailbox}@{DOMAIN}"), on=NOW.date())
    return [door.code for door in doors_of(Visitor(standing, holds_a_library(standing.at)))]


@pytest.mark.usefixtures("_offer")
def test_there_is_somebody_for_every_door_and_no_operator() -> None:
    demo.build_people(now=NOW)

    opened = {
        user.email.partition("@")[0]: doors_opened_to(user.email.partition("@")[0])
        for user in User.objects.all()
    }

    at_a_library = ["front_desk", "prescriber", "mediator", "library", "contributor"]
    assert opened == {
        "equipe": ["contributor"],
        "coordination": ["prescriber", "coordination", "governance", "contributor"],
        "elue": ["governance", "contributor"],
        "numerique": at_a_library,
        "bibliotheque": at_a_library,
        "conseillere": ["front_desk", "prescriber", "mediator", "contributor"],
        "accueil": ["front_desk", "prescriber", "contributor"],
        "sociale": ["front_desk", "prescriber", "contributor"],
        "benevole": ["mediator", "library", "contributor"],
        "demande": ["contributor"],
        "invitation": ["contributor"],
    }
    assert not User.objects.filter(is_staff=True).exists()
    assert {user.email.partition("@")[2] for user in User.objects.all()} == {"demo.example"}


@pytest.mark.usefixtures("_offer")
def test_each_role_was_vouched_by_somebody_else_and_told_by_mail() -> None:
    demo.build_people(now=NOW)

    active = [*Affiliation.objects.filter(status=RoleStatus.ACTIVE), *TerritorialRole.objects.all()]
    assert [held for held in active if held.vouched_by_id in (None, held.user_id)] == []
    told = {address for message in mail.outbox for address in message.to}
    assert told == {held.user.email for held in active} | {f"invitation@{DOMAIN}"}


@pytest.mark.usefixtures("_offer")
def test_one_request_and_one_invitation_wait_and_the_volunteer_has_a_supervisor() -> None:
    demo.build_people(now=NOW)

    def held(mailbox: str) -> Affiliation:
        return Affiliation.objects.get(user__email=f"{mailbox}@{DOMAIN}")

    assert (held("demande").status, held("invitation").status) == (RoleStatus.REQUESTED, RoleStatus.INVITED)
    assert held("benevole").supervisor == User.objects.get(email=f"numerique@{DOMAIN}")
    assert held("bibliotheque").place == Place.objects.get(name="Médiathèque Le Seuil")


@pytest.mark.usefixtures("_offer")
def test_building_people_again_changes_nothing_even_after_one_has_left() -> None:
    first = demo.build_people(now=NOW)
    mine = Affiliation.objects.get(user__email=f"accueil@{DOMAIN}")
    leave_role(held=mine, by=mine.user, on=NOW.date())
    before = [model.objects.count() for model in (User, Affiliation, TerritorialRole)]

    again = demo.build_people(now=NOW + timedelta(days=2))

    assert (first, again) == (len(PEOPLE), 0)
    assert [model.objects.count() for model in (User, Affiliation, TerritorialRole)] == before
    assert doors_opened_to("accueil") == ["contributor"]
