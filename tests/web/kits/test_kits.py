"""`/materiel/`: inventory, cases, what others share, reserving, lending, counting, following what is missing."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory.models import Structure
from palier.kits import actions
from palier.kits.models import EquipmentItem, Kit, KitTemplate, Lack, Reservation
from tests.cast import at, person
from tests.factories.directory import PARIS, StructureFactory, a_place
from tests.factories.kits import a_kit, a_shared_thing, a_thing, all_there, reserved

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


@pytest.fixture
def library() -> Structure:
    """Alice keeps the equipment of a library, Bob that of a CCAS, Charlie has a bare account."""
    library = StructureFactory(name="Médiathèque de Craon")
    a_place("Médiathèque de Craon", insee_code="53084", owner=library)
    at(library, person("Alice"), "librarian")
    at(StructureFactory(name="CCAS inventé"), person("Bob"), "librarian")
    return library


def ccas() -> Structure:
    return Structure.objects.get(name="CCAS inventé")


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def codes(address: str, *, post: bool = False) -> list[int]:
    clients = [signed_in(name) for name in ("Alice", "Bob", "Charlie")]
    return [(client.post if post else client.get)(address).status_code for client in clients]


def tomorrow() -> str:
    return f"{timezone.now().astimezone(PARIS) + timedelta(days=1):%Y-%m-%d}"


def next_summer_time() -> date:
    """The next last Sunday of March, when clocks go from 2 to 3 in the morning."""
    today = timezone.now().astimezone(PARIS).date()
    ends = [date(year, 3, 31) for year in (today.year, today.year + 1)]
    return next(night for end in ends if (night := end - timedelta(days=end.isoweekday() % 7)) > today)


def wish(structure: Structure, **changed: str) -> dict[str, str]:
    told = {
        "structure": str(structure.pk),
        "from_day": tomorrow(),
        "from_hour": "14:00",
        "to_day": "",
        "to_hour": "16:00",
    }
    return {**told, "purpose": "Atelier", **changed}


def test_pages_of_equipment_are_for_professionals_and_each_keeps_their_own(library: Structure) -> None:
    own, shared, kit = a_thing(owner=library), a_shared_thing(owner=library), a_kit(owner=library)
    loan = reserved(own, now=timezone.now(), starts_at=timezone.now() + HOUR)
    professionals, ours = [200, 200, 403], [200, 403, 403]

    assert codes("/materiel/") == professionals
    assert codes("/materiel/partage/") == professionals
    assert codes("/materiel/manques/") == professionals
    assert codes(f"/materiel/{own.public_id}/") == ours
    assert codes(f"/materiel/{shared.public_id}/") == professionals
    for end in ("modifier", "inventaire", "contenu"):
        assert codes(f"/materiel/{kit.case.public_id}/{end}/") == ours
    assert codes(f"/materiel/{own.public_id}/reserver/") == ours
    assert codes(f"/materiel/{shared.public_id}/reserver/") == professionals
    assert codes(f"/materiel/ajouter/{library.public_id}/") == ours
    assert codes(f"/materiel/ajouter/{library.public_id}/valise/") == ours
    assert codes(f"/materiel/reservations/{loan.public_id}/") == ours
    assert codes(f"/materiel/reservations/{loan.public_id}/sortie/") == ours
    assert codes(f"/materiel/{own.public_id}/retirer/", post=True)[1:] == [403, 403]
    assert Client().get("/materiel/").status_code == 302
    assert codes("/materiel/zzzzzzzz/")[:2] == [404, 404]


def test_a_thing_is_added_changed_and_taken_out_of_the_inventory(library: Structure) -> None:
    alice = signed_in("Alice")
    place = library.owned_places.get()
    told = {
        "label": "Portable n° 3", "kind": "LAPTOP", "inventory_number": "P-3", "place": place.pk,
        "where": "Placard", "condition": "GOOD", "sharing": "OWN", "note": "",
    }  # fmt: skip

    first = alice.get("/materiel/ajouter/")
    added = alice.post(f"/materiel/ajouter/{library.public_id}/", told, follow=True)
    twice = alice.post(f"/materiel/ajouter/{library.public_id}/", told)
    thing = EquipmentItem.objects.get()
    alice.post(f"/materiel/{thing.public_id}/modifier/", {**told, "label": "Portable rouge"})
    listed = alice.get("/materiel/")
    alice.post(f"/materiel/{thing.public_id}/retirer/")

    assert first.url == f"/materiel/ajouter/{library.public_id}/"  # type: ignore[attr-defined]
    assert "« Portable n° 3 » est dans votre inventaire." in text(added.text)
    assert twice.status_code == 422
    assert "Portable rouge" in listed.text
    assert "Médiathèque de Craon, Placard" in text(listed.text)
    thing.refresh_from_db()
    assert thing.retired_at is not None
    alice.get("/materiel/")  # the message is said once
    assert "Portable rouge" not in alice.get("/materiel/").text
    assert "N’est plus à l’inventaire" in alice.get(f"/materiel/{thing.public_id}/").text


@pytest.mark.requirement("R003-048")
def test_a_toolbox_is_made_from_its_template_changed_and_inventoried_against_it(library: Structure) -> None:
    actions.load_templates()
    alice = signed_in("Alice")
    template = KitTemplate.objects.get(code="toolbox").pk
    told = {"template": template, "label": "Boîte du hall", "condition": "GOOD", "sharing": "OWN"}
    made = alice.post(f"/materiel/ajouter/{library.public_id}/valise/", told, follow=True)
    kit = Kit.objects.get()
    here = f"/materiel/{kit.case.public_id}/"
    vga = kit.lines.get(label="Câble VGA")
    disk = kit.lines.get(label="Disque dur")
    alice.post(f"{here}contenu/{vga.pk}/retirer/")
    alice.post(f"{here}contenu/", {"label": "Souris", "quantity": "2"})
    mouse = kit.lines.get(label="Souris")
    alice.post(f"{here}contenu/{mouse.pk}/nombre/", {"quantity": "3"})
    page = text(alice.get(here).text)

    form = {f"state-{line.pk}": "present" for line in kit.lines.all()}
    form |= {f"state-{disk.pk}": "missing", f"note-{disk.pk}": "Plus vu depuis mai."}
    form |= {f"present-{mouse.pk}": "3", f"damaged-{mouse.pk}": "1"}
    counted = alice.post(f"{here}inventaire/", form, follow=True)

    assert "Clé USB (USB 3)" in made.text
    assert "Le modèle prévoit aussi : Câble VGA." in page
    assert "Souris, 3" in page
    assert "Jamais vérifiée." in page
    assert "L’inventaire est fait." in counted.text
    assert "Disque dur · manque" in text(counted.text)
    assert set(Lack.objects.values_list("label", "kind", "note")) == {
        ("Disque dur", "MISSING", "Plus vu depuis mai."),
        ("Souris", "DAMAGED", ""),
    }


def test_a_thing_of_the_inventory_is_put_in_a_case_and_goes_with_it(library: Structure) -> None:
    kit, laptop = a_kit("Valise", owner=library), a_thing("Portable", owner=library)
    alice, here = signed_in("Alice"), f"/materiel/{kit.case.public_id}/contenu/"

    put = alice.post(f"{here}ranger/", {"item": laptop.pk}, follow=True)
    again = alice.post(f"{here}ranger/", {"item": laptop.pk})
    wrong = alice.post(f"{here}{kit.lines.get().pk}/nombre/", {"quantity": "4"}, follow=True)

    assert "Portable" in put.text
    assert again.status_code == 422
    assert "compte pour un" in text(wrong.text)
    assert "Valise, réservé avec" in text(alice.get(f"/materiel/{laptop.public_id}/").text)
    assert alice.get(f"/materiel/{laptop.public_id}/contenu/").status_code == 404


def test_a_thing_is_reserved_on_the_clock_of_its_place_and_the_second_reservation_is_refused(
    library: Structure,
) -> None:
    thing, alice = a_thing("Vidéoprojecteur", owner=library), signed_in("Alice")
    here = f"/materiel/{thing.public_id}/reserver/"

    done = alice.post(here, wish(library), follow=True)
    refused = alice.post(here, wish(library, from_hour="15:00", to_hour="17:00"))
    empty = alice.post(here, wish(library, to_hour=""))
    reversed_ = alice.post(here, wish(library, to_hour="13:00"))

    reservation = Reservation.objects.get()
    assert reservation.starts_at.astimezone(PARIS).strftime("%Y-%m-%d %H:%M") == f"{tomorrow()} 14:00"
    assert "est réservé" in text(done.text)
    assert (refused.status_code, empty.status_code, reversed_.status_code) == (422, 422, 422)
    assert "Déjà pris" in text(refused.text)
    assert "La fin doit venir après le début." in text(reversed_.text)
    calendar = text(alice.get(f"/materiel/{thing.public_id}/").text)
    assert "Médiathèque de Craon 14 h – 16 h" in calendar


def test_a_thing_overseas_is_reserved_on_its_own_clock() -> None:
    owner = StructureFactory(name="Bibliothèque inventée de Saint-Denis")
    place = a_place("Bibliothèque inventée", insee_code="97411", owner=owner)
    place.commune.departement.time_zone = "Indian/Reunion"
    place.commune.departement.save()
    at(owner, person("Alice"), "librarian")
    thing = a_thing(owner=owner, place=place)

    signed_in("Alice").post(f"/materiel/{thing.public_id}/reserver/", wish(owner))

    reservation = Reservation.objects.get()
    assert (reservation.time_zone, reservation.starts_at.strftime("%H:%M")) == ("Indian/Reunion", "10:00")


def test_an_hour_that_does_not_exist_is_taken_an_hour_later_and_said(library: Structure) -> None:
    thing = a_thing(owner=library)
    told = wish(library, from_day=f"{next_summer_time()}", from_hour="02:30", to_hour="05:00")

    done = signed_in("Alice").post(f"/materiel/{thing.public_id}/reserver/", told, follow=True)

    assert "2 h 30 n’existe pas, c’est noté à 3 h 30." in text(done.text)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_every_calendar_is_refused_and_nothing_is_reserved(library: Structure, day: str) -> None:
    thing = a_thing(owner=library)

    refused = signed_in("Alice").post(f"/materiel/{thing.public_id}/reserver/", wish(library, from_day=day))

    assert refused.status_code == 422
    assert "Choisissez un jour entre le 1er janvier 2000 et le 31 décembre 2100." in text(refused.text)
    assert not Reservation.objects.exists()


@pytest.mark.requirement("R001-045")
def test_another_sector_finds_what_is_shared_asks_for_it_and_the_owner_answers(library: Structure) -> None:
    thing = a_thing("Jeu de plateau", owner=library, sharing="ON_AGREEMENT")
    a_thing("Gardé pour nous", owner=library)
    alice, bob = signed_in("Alice"), signed_in("Bob")

    catalogue = text(bob.get("/materiel/partage/").text)
    asked = bob.post(f"/materiel/{thing.public_id}/reserver/", wish(ccas()), follow=True)
    reservation = Reservation.objects.get()
    here = f"/materiel/reservations/{reservation.public_id}/"
    home = text(alice.get("/materiel/").text)
    forbidden = bob.post(f"{here}repondre/", {"reponse": "oui"})
    mute = alice.post(f"{here}repondre/", {"reponse": "non", "answer": ""}, follow=True)
    endless = alice.post(f"{here}repondre/", {"reponse": "oui", "answer": "a" * 301}, follow=True)
    alice.post(f"{here}repondre/", {"reponse": "oui", "answer": "Passez par l’accueil."})
    late = alice.post(f"{here}repondre/", {"reponse": "oui"}, follow=True)

    assert ("Jeu de plateau" in catalogue, "Gardé pour nous" in catalogue) == (True, False)
    assert "avec son accord" in catalogue
    assert "en attente de l’accord" in text(asked.text)
    assert "On vous demande Jeu de plateau" in home
    assert forbidden.status_code == 403
    assert "Votre réponse n’est pas notée. Dites pourquoi" in text(mute.text)
    assert "Votre réponse n’est pas notée. Votre mot est trop long" in text(endless.text)
    assert "Votre réponse n’est pas notée. Cette réservation a changé entre-temps" in text(late.text)
    seen = text(bob.get(here).text)
    assert "réservé" in seen
    assert "Passez par l’accueil." in seen
    assert "Nos réservations Jeu de plateau" in text(bob.get("/materiel/").text)


def test_those_who_borrow_give_up_and_the_thing_is_free(library: Structure) -> None:
    thing = a_shared_thing(owner=library)
    bob = signed_in("Bob")
    bob.post(f"/materiel/{thing.public_id}/reserver/", wish(ccas()))
    here = f"/materiel/reservations/{Reservation.objects.get().public_id}/"

    done = bob.post(f"{here}annuler/", follow=True)
    again = bob.post(f"{here}annuler/", follow=True)

    assert "est libre à ce moment" in text(done.text)
    assert "Rien n’est annulé. Cette réservation a changé entre-temps" in text(again.text)
    assert codes(f"{here}annuler/", post=True)[2] == 403
    assert bob.post(f"/materiel/{thing.public_id}/reserver/", wish(ccas())).status_code == 302


def test_nobody_reserves_in_the_name_of_another_structure(library: Structure) -> None:
    thing = a_shared_thing(owner=library)

    refused = signed_in("Bob").post(f"/materiel/{thing.public_id}/reserver/", wish(library))

    assert refused.status_code == 422
    assert not Reservation.objects.exists()


@pytest.mark.requirement("R002-040")
def test_a_case_leaves_and_comes_back_and_what_is_missing_is_followed_until_it_is_settled(
    library: Structure,
) -> None:
    kit = a_kit("Valise nomade", owner=library, template="mobile-case", sharing="FREELY")
    now = timezone.now()
    loan = reserved(kit.case, structure=ccas(), starts_at=now - HOUR, hours=3, now=now)
    alice, here = signed_in("Alice"), f"/materiel/reservations/{loan.public_id}/"
    router = kit.lines.get(label="Routeur 4G avec sa carte SIM")
    form = {}
    for line in kit.lines.all():
        form |= (
            {f"state-{line.pk}": "present"}
            if line.quantity == 1
            else {f"present-{line.pk}": str(line.quantity), f"damaged-{line.pk}": "0"}
        )

    bad = alice.post(f"{here}sortie/", {})
    left = alice.post(f"{here}sortie/", form, follow=True)
    twice = alice.post(f"{here}sortie/", form)
    returned = alice.post(
        f"{here}retour/",
        {**form, f"state-{router.pk}": "missing", "remark": "Rendu au guichet."},
        follow=True,
    )
    lacks = text(alice.get("/materiel/manques/").text)
    lack = Lack.objects.get()
    forbidden = signed_in("Bob").post(f"/materiel/manques/{lack.pk}/", {"state": "FOUND", "note": ""})
    settled = alice.post(
        f"/materiel/manques/{lack.pk}/", {"state": "REPLACED", "note": "Acheté."}, follow=True
    )

    assert (bad.status_code, twice.status_code) == (422, 422)
    assert "le matériel est sorti" in text(left.text)
    assert "a changé entre-temps" in text(twice.text)
    assert "le matériel est rendu" in text(returned.text)
    assert "Rendu au guichet." in returned.text
    assert "Routeur 4G avec sa carte SIM : 0 sur 1" in text(returned.text)
    assert "au retour de CCAS inventé" in lacks
    assert forbidden.status_code == 403
    assert "« Routeur 4G avec sa carte SIM » : remplacé." in text(settled.text)
    assert "Rien ne manque" in settled.text
    assert signed_in("Bob").get(f"{here}retour/").status_code == 403


def test_what_is_late_is_seen_by_those_who_lend_and_by_those_who_borrow(library: Structure) -> None:
    thing, now = a_shared_thing("Tablette", owner=library), timezone.now()
    loan = reserved(thing, structure=ccas(), starts_at=now - 5 * HOUR, hours=6, now=now - 4 * HOUR)
    actions.check_out(reservation=loan, counts=all_there(thing), by=None, now=now - 4 * HOUR)
    Reservation.objects.filter(pk=loan.pk).update(ends_at=now - HOUR)

    for name in ("Alice", "Bob"):
        assert "en retard" in text(signed_in(name).get("/materiel/").text)
    nothing = a_thing("Autre", owner=library)
    assert "en retard" not in text(signed_in("Alice").get(f"/materiel/{nothing.public_id}/").text)


def test_lists_are_filtered_by_words_and_kind_and_never_empty_of_a_way_out(library: Structure) -> None:
    a_thing("Tablette à écran large", owner=library, kind="TABLET")
    a_thing("Vidéoprojecteur", owner=library)
    alice = signed_in("Alice")

    by_words = alice.get("/materiel/?q=ecran").text
    by_kind = alice.get("/materiel/?type=PROJECTOR").text
    nothing = alice.get("/materiel/?q=xylophone").text

    assert ("Tablette à écran" in by_words, ">Vidéoprojecteur<" in by_words) == (True, False)
    assert ("Tablette à écran" in by_kind, ">Vidéoprojecteur<" in by_kind) == (False, True)
    assert "Voir tout l’inventaire" in nothing


def test_two_structures_are_chosen_between_before_adding(library: Structure) -> None:
    at(StructureFactory(name="Une autre maison"), person("Alice"), "librarian")

    page = signed_in("Alice").get("/materiel/ajouter/").text

    assert ("Une autre maison" in page, "Médiathèque de Craon" in page) == (True, True)
    assert signed_in("Bob").get("/materiel/ajouter/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("", 11), ("partage/", 8), ("manques/", 6)])
def test_lists_cost_as_many_queries_with_one_line_and_with_three(
    library: Structure, django_assert_num_queries: object, address: str, queries: int, count: int
) -> None:
    now = timezone.now()
    for number in range(count):
        thing = a_thing(f"À nous {number}", owner=library, sharing="ON_AGREEMENT")
        a_shared_thing(f"Partagé {number}", owner=ccas())
        reserved(thing, structure=ccas(), starts_at=now + HOUR, now=now)
        out = a_thing(f"Sorti {number}", owner=library)
        loan = reserved(out, starts_at=now, now=now)
        actions.check_out(reservation=loan, counts=all_there(out), by=None, now=now)
        broken = a_thing(f"Cassé {number}", owner=library)
        counts = {"thing": actions.Counted(1, 1)}
        actions.take_inventory(thing=broken, counts=counts, by=None, now=now)
    alice = signed_in("Alice")

    with django_assert_num_queries(queries):  # type: ignore[operator]
        alice.get(f"/materiel/{address}")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_case_costs_as_many_queries_whatever_it_holds(
    library: Structure, django_assert_num_queries: object, count: int
) -> None:
    kit, now = a_kit(owner=library), timezone.now()
    for number in range(count):
        actions.add_line(kit=kit, label=f"Câble {number}")
        item = a_thing(f"Portable {number}", owner=library)
        actions.put_in_kit(kit=kit, item=item, now=now)
        reserved(kit.case, starts_at=now + (number + 1) * 5 * HOUR, now=now)
    alice = signed_in("Alice")

    with django_assert_num_queries(17):  # type: ignore[operator]
        alice.get(f"/materiel/{kit.case.public_id}/")
