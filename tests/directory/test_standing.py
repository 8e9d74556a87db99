"""What a person holds: dates, steps, perimeters, mandates."""

from datetime import timedelta

import pytest

from palier.accounts.enums import RoleStatus
from palier.directory import permissions
from palier.directory.actions.members import give_mandate
from palier.directory.queries.standing import NOBODY, Standing, standing_of
from tests.cast import TODAY, at, over, person
from tests.factories.directory import StructureFactory, a_need, a_place, a_service

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def standing(name: str) -> Standing:
    return standing_of(person(name), on=TODAY)


@pytest.mark.parametrize("status", [s for s in RoleStatus if s is not RoleStatus.ACTIVE])
def test_only_a_role_in_force_gives_rights(status: RoleStatus) -> None:
    at(StructureFactory(), person("Alice"), "librarian", status=status)
    over("departement:53", person("Alice"), "coordinator", status=status)

    assert standing("Alice").is_professional is False


def test_a_role_gives_rights_from_its_first_day_to_its_last() -> None:
    alice = person("Alice")
    at(StructureFactory(), alice, "librarian", starts_on=TODAY, ends_on=TODAY)

    days = [standing_of(alice, on=TODAY + shift).is_professional for shift in (-DAY, 0 * DAY, DAY)]

    assert days == [False, True, False]


def test_a_role_at_one_place_does_not_reach_the_others_of_the_structure() -> None:
    network = StructureFactory(name="Réseau des médiathèques")
    craon, laval = (a_place(f"Médiathèque {c}", insee_code=c, owner=network) for c in ("53084", "53130"))
    at(network, person("Alice"), "librarian", place=craon)

    assert permissions.may(standing("Alice"), "edit_record", craon)
    assert not permissions.may(standing("Alice"), "edit_record", laval)
    assert not permissions.may(standing("Alice"), "edit_record", network)


def test_a_third_party_keeps_its_own_service_and_not_the_place_that_hosts_it() -> None:
    town, third_party = StructureFactory(name="Ville"), StructureFactory(name="Association")
    place = a_place("Maison de quartier", insee_code="53130", owner=town)
    theirs = a_service(place, a_need(), name="Permanence de l’association", provider=third_party)
    other = a_service(place, a_need("courrier", "Mon courrier"), name="Accueil de la ville")
    at(third_party, person("Alice"), "digital_mediator")

    assert permissions.may(standing("Alice"), "edit_record", theirs)
    assert not permissions.may(standing("Alice"), "edit_record", other)
    assert not permissions.may(standing("Alice"), "edit_record", place)


def test_a_coordinator_reaches_every_level_of_the_territory_and_no_further() -> None:
    craon, angers = a_place("À Craon", insee_code="53084"), a_place("À Angers", insee_code="49007")
    commune = craon.commune
    references = {
        "commune": f"commune:{commune.insee_code}",
        "departement": f"departement:{commune.departement.code}",
        "region": f"region:{commune.departement.region.code}",
    }

    for kind, reference in references.items():
        user = person(f"Coord{kind}")
        over(reference, user, "coordinator")
        assert permissions.may(standing_of(user, on=TODAY), "verify_record", craon), kind
    assert not permissions.may(standing("Coordcommune"), "verify_record", angers)
    assert not permissions.may(standing("Coorddepartement"), "verify_record", angers)


def test_a_mandated_structure_lends_its_keepers_a_territory_and_its_front_desk_nothing() -> None:
    hub = StructureFactory(name="Hub")
    far = a_place("Espace de Craon", insee_code="53084")
    at(hub, person("Alice"), "digital_mediator")
    at(hub, person("Bob"), "front_desk_agent")
    operator = person("Charlie")

    before = permissions.may(standing("Alice"), "edit_record", far)
    give_mandate(structure=hub, territory="departement:53", by=operator, starts_on=TODAY, ends_on=TODAY)

    assert before is False
    assert permissions.may(standing("Alice"), "edit_record", far)
    assert not permissions.may(standing("Bob"), "edit_record", far)
    later = standing_of(person("Alice"), on=TODAY + DAY)
    assert not permissions.may(later, "edit_record", far)


def test_nobody_vouches_for_themselves_nor_makes_a_coordinator_without_an_operator() -> None:
    a_place("À Craon", insee_code="53084")
    a_place("À Angers", insee_code="49007")
    coordinator = person("Alice")
    over("departement:53", coordinator, "coordinator")
    here = standing_of(coordinator, on=TODAY)
    asked = {"status": RoleStatus.REQUESTED, "vouched_at": None}

    animator = over("departement:53", person("Bob"), "network_animator", **asked)
    elsewhere = over("departement:49", person("Bob"), "network_animator", **asked)
    climbing = over("departement:53", person("Charlie"), "coordinator", **asked)
    own = over("departement:53", coordinator, "contributor", **asked)

    assert [permissions.may_vouch(here, held) for held in (animator, elsewhere, climbing, own)] == [
        True,
        False,
        False,
        False,
    ]


def test_a_role_over_a_region_reaches_a_departement_and_not_the_other_way_round() -> None:
    a_place("À Craon", insee_code="53084")
    a_place("À Angers", insee_code="49007")
    departement = a_place("À Laval", insee_code="53130").commune.departement
    region = f"region:{departement.region.code}"
    over(region, person("Alice"), "coordinator")
    over("departement:53", person("Bob"), "coordinator")

    assert permissions.may_over(standing("Alice"), "give_mandate", "departement:53")
    assert permissions.may_over(standing("Alice"), "give_mandate", region)
    assert not permissions.may_over(standing("Bob"), "give_mandate", region)


def test_somebody_who_is_not_signed_in_holds_nothing_and_asks_nothing(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        assert standing_of(AnonymousUser(), on=TODAY) == NOBODY


def test_standing_costs_three_queries_however_many_roles(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    alice = person("Alice")
    for _ in range(3):
        at(StructureFactory(), alice, "librarian")
    over("departement:53", alice, "coordinator")

    with django_assert_num_queries(3):
        standing_of(alice, on=TODAY)
