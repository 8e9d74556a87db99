"""The whole matrix profiles × actions, each case with three people and an operator."""

from itertools import product

import pytest

from palier.accounts.enums import Profile, Reach
from palier.accounts.matrix import UnknownAction, action_labels, matrix, reach_of
from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.models import Place, Structure
from palier.directory.queries.standing import standing_of
from tests.cast import TODAY, give_profile, person
from tests.factories.directory import StructureFactory, a_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db: None) -> Structure:
    return StructureFactory(name="Médiathèque de Craon")


@pytest.fixture
def place(here: Structure) -> Place:
    return a_place("Médiathèque de Craon", insee_code="53084", owner=here)


@pytest.mark.parametrize(("action", "profile"), list(product(sorted(matrix()), Profile)))
def test_each_case_of_the_matrix_holds_for_three_people(
    action: str, profile: Profile, here: Structure, place: Place
) -> None:
    elsewhere = StructureFactory(name="Médiathèque d’Angers")
    a_place("Médiathèque d’Angers", insee_code="49007", owner=elsewhere)
    alice, bob, charlie = person("Alice"), person("Bob"), person("Charlie")
    give_profile(profile, alice, structure=here, territory="departement:53")
    give_profile(profile, bob, structure=elsewhere, territory="departement:49")

    allowed = {
        user.name: permissions.may(standing_of(user, on=TODAY), action, place)
        for user in (alice, bob, charlie)
    }

    reach = reach_of(profile, action)
    assert allowed == {
        "Alice": reach is not None,
        "Bob": reach is Reach.EVERYWHERE,
        "Charlie": False,
    }


@pytest.mark.parametrize("action", sorted(matrix()))
def test_lists_hold_exactly_the_records_that_each_person_may_touch(
    action: str, here: Structure, place: Place
) -> None:
    elsewhere = StructureFactory(name="Médiathèque d’Angers")
    other = a_place("Médiathèque d’Angers", insee_code="49007", owner=elsewhere)
    people = []
    for profile in Profile:
        user = person(profile.value.title())
        give_profile(profile, user, structure=here, territory="departement:53")
        people.append(user)

    for user in [*people, person("Charlie")]:
        standing = standing_of(user, on=TODAY)
        listed = set(Place.objects.filter(permissions.places_within(standing, action)))

        assert listed == {p for p in (place, other) if permissions.may(standing, action, p)}


@pytest.mark.parametrize("action", sorted(matrix()))
def test_an_operator_may_everything_and_a_closed_account_nothing(action: str, place: Place) -> None:
    operator = User.objects.create_superuser("ops@exemple.example", "un long mot de passe", name="Ops")
    closed = User.objects.create_superuser("clos@exemple.example", "un long mot de passe", name="Clos")
    closed.is_active = False

    assert permissions.may(standing_of(operator, on=TODAY), action, place)
    assert not permissions.may(standing_of(closed, on=TODAY), action, place)


def test_a_misspelt_action_is_an_error_not_a_refusal(place: Place) -> None:
    alice = person("Alice")
    give_profile(Profile.COORDINATOR, alice, structure=place.owner, territory="departement:53")  # type: ignore[arg-type]

    with pytest.raises(UnknownAction):
        permissions.may(standing_of(alice, on=TODAY), "edit_recrod", place)


def test_every_action_is_said_in_french() -> None:
    assert all(label[0].isupper() for label in action_labels().values())
    assert set(action_labels()) == set(matrix())
