"""Invitations, requests, vouching, leaving: three people, through the pages."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from palier.accounts import actions
from palier.accounts.enums import RoleStatus
from palier.accounts.models import TerritorialRole, User
from palier.directory.models import Affiliation, Structure
from tests.cast import TODAY, at, over, person, role
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


@pytest.fixture
def library() -> Structure:
    library = StructureFactory(name="Médiathèque de Craon")
    a_place("Médiathèque de Craon", insee_code="53084", owner=library)
    at(library, person("Alice"), "digital_lead")
    at(StructureFactory(name="Médiathèque d’Angers"), person("Bob"), "digital_lead")
    return library


def team_url(library: Structure) -> str:
    return f"/structures/{library.public_id}/equipe/"


def test_only_those_who_may_vouch_open_the_page_of_a_team(library: Structure) -> None:
    coordinator = person("Dominique")
    over("departement:53", coordinator, "coordinator")

    opened = {
        name: signed_in(name).get(team_url(library)).status_code
        for name in ("Alice", "Bob", "Charlie", "Dominique")
    }

    assert opened == {"Alice": 200, "Bob": 403, "Charlie": 403, "Dominique": 200}
    assert Client().get(team_url(library)).status_code == 302


def test_an_invitation_leaves_by_mail_and_gives_rights_once_accepted(library: Structure) -> None:
    invitation = {"name": "Camille", "email": "Camille@exemple.example", "role": role("librarian").pk}

    response = signed_in("Alice").post(team_url(library), invitation)

    held = Affiliation.objects.get(user__email="camille@exemple.example")
    assert response.status_code == 302
    assert held.status == RoleStatus.INVITED
    assert [message.to for message in mail.outbox] == [["camille@exemple.example"]]
    assert "Médiathèque de Craon" in mail.outbox[0].body
    camille = Client()
    camille.force_login(held.user)
    camille.post(f"/compte/roles/structure/{held.pk}/accepter/")
    held.refresh_from_db()
    assert (held.status, held.starts_on is not None) == (RoleStatus.ACTIVE, True)


def test_an_invitation_can_only_be_accepted_by_the_person_invited(library: Structure) -> None:
    held = at(library, person("Camille"), "librarian", status=RoleStatus.INVITED)

    for name in ("Alice", "Bob", "Charlie"):
        signed_in(name).post(f"/compte/roles/structure/{held.pk}/accepter/")

    held.refresh_from_db()
    assert held.status == RoleStatus.INVITED


def test_a_request_waits_until_somebody_of_the_structure_vouches(library: Structure) -> None:
    asking = signed_in("Charlie")
    asking.post("/compte/roles/demander/", {"structure": library.public_id, "role": role("librarian").pk})
    held = Affiliation.objects.get(user=person("Charlie"))

    answers = {
        name: signed_in(name).post(f"/structures/equipe/{held.pk}/confirmer/").status_code
        for name in ("Charlie", "Bob", "Alice")
    }

    held.refresh_from_db()
    assert answers == {"Charlie": 403, "Bob": 403, "Alice": 302}
    assert (held.status, held.vouched_by) == (RoleStatus.ACTIVE, person("Alice"))
    assert "confirmé" in mail.outbox[-1].subject


def test_a_refusal_needs_a_reason_and_the_person_reads_it(library: Structure) -> None:
    held = at(library, person("Charlie"), "librarian", status=RoleStatus.REQUESTED, vouched_at=None)
    url = f"/structures/equipe/{held.pk}/refuser/"

    signed_in("Alice").post(url, {"reason": ""})
    before = Affiliation.objects.get(pk=held.pk).status
    signed_in("Alice").post(url, {"reason": "Nous ne vous connaissons pas encore."})

    held.refresh_from_db()
    assert (before, held.status) == (RoleStatus.REQUESTED, RoleStatus.REFUSED)
    assert "Nous ne vous connaissons pas encore." in mail.outbox[-1].body


def test_a_trainee_needs_somebody_of_the_structure_responsible_for_them(library: Structure) -> None:
    asked = {"structure": library.public_id, "role": role("trainee").pk}

    alone = signed_in("Charlie").post("/compte/roles/demander/", asked)
    supervised = signed_in("Charlie").post(
        "/compte/roles/demander/", {**asked, "supervisor": person("Alice").pk}
    )

    assert (alone.status_code, supervised.status_code) == (422, 302)
    assert Affiliation.objects.get(user=person("Charlie")).supervisor == person("Alice")


def test_somebody_who_leaves_loses_their_rights_at_once(library: Structure) -> None:
    held = at(library, person("Charlie"), "digital_lead")
    charlie = signed_in("Charlie")
    before = charlie.get(team_url(library)).status_code

    charlie.post(f"/compte/roles/structure/{held.pk}/quitter/")

    assert (before, charlie.get(team_url(library)).status_code) == (200, 403)


def test_nobody_ends_the_role_of_somebody_elsewhere(library: Structure) -> None:
    held = at(library, person("Charlie"), "librarian")

    assert signed_in("Bob").post(f"/structures/equipe/{held.pk}/fin/").status_code == 403
    assert signed_in("Bob").post(f"/compte/roles/structure/{held.pk}/quitter/").status_code == 404
    held.refresh_from_db()
    assert held.status == RoleStatus.ACTIVE


def test_a_coordinator_invites_animators_and_never_another_coordinator(library: Structure) -> None:
    over("departement:53", person("Dominique"), "coordinator")
    client = signed_in("Dominique")
    invitation = {"name": "Camille", "email": "camille@exemple.example", "territory": "departement:53"}

    refused = client.post("/coordination/roles/", {**invitation, "role": role("coordinator").pk})
    accepted = client.post("/coordination/roles/", {**invitation, "role": role("network_animator").pk})

    assert (refused.status_code, accepted.status_code) == (422, 302)
    (held,) = TerritorialRole.objects.exclude(user=person("Dominique"))
    assert (held.role.code, held.status) == ("network_animator", RoleStatus.INVITED)


def test_an_unanswered_invitation_is_forgotten_with_the_account_made_for_it(library: Structure) -> None:
    actions.find_or_create_account(email="camille@exemple.example", name="Camille")
    at(library, User.objects.get(name="Camille"), "librarian", status=RoleStatus.INVITED)
    at(library, person("Charlie"), "volunteer", status=RoleStatus.ACTIVE)

    kept = actions.forget_unanswered(before=NOW)
    gone = actions.forget_unanswered(before=NOW + timedelta(days=30))

    assert (kept, gone) == (0, 2)
    assert set(User.objects.values_list("name", flat=True)) == {"Alice", "Bob", "Charlie"}


def test_one_s_data_leave_as_a_file_and_the_account_is_deleted_on_request(library: Structure) -> None:
    at(library, person("Charlie"), "librarian", starts_on=TODAY)
    client = signed_in("Charlie")

    found = client.get("/compte/mes-donnees/").json()
    wrong = client.post("/compte/supprimer/", {"email": "alice@exemple.example"})
    done = client.post("/compte/supprimer/", {"email": "charlie@exemple.example"})

    assert found["Votre compte"]["courriel"] == "charlie@exemple.example"
    assert found["Vos rôles dans des structures"][0]["où"] == "Médiathèque de Craon"
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert not User.objects.filter(name="Charlie").exists()
    assert client.get("/compte/roles/").status_code == 302


@pytest.mark.race
def test_of_two_answers_at_once_one_is_told_that_it_came_late(threads) -> None:  # type: ignore[no-untyped-def]
    structure = StructureFactory()
    held = at(structure, person("Charlie"), "librarian", status=RoleStatus.REQUESTED, vouched_at=None)
    by = person("Alice")

    def answer(turn: int) -> str:
        try:
            if turn % 2:
                actions.vouch_role(held=Affiliation.objects.get(pk=held.pk), where="", by=by, now=NOW)
                return "vouched"
            actions.refuse_role(held=Affiliation.objects.get(pk=held.pk), reason="Non.", where="")
        except actions.RoleMovedOn:
            return "late"
        return "refused"

    answers = threads(8, answer)

    assert sorted(answers).count("late") == 7
