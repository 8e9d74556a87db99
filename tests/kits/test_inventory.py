"""The inventory, the standard cases, the command that loads them, what is forgotten."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from palier.core import personal_data, retention
from palier.kits import actions
from palier.kits.models import EquipmentCheck, Kit, KitTemplate, Lack, Reservation, ReservedSlot
from palier.kits.queries.items import items, loose_items, matching, shared_with
from tests.cast import person
from tests.factories.directory import NOW, StructureFactory, a_place
from tests.factories.kits import a_kit, a_thing, reserved

pytestmark = pytest.mark.django_db


def command(*options: str) -> str:
    out = StringIO()
    call_command("load_kits", *options, stdout=out)
    return out.getvalue()


def test_the_standard_cases_are_loaded_once_and_written_only_when_asked() -> None:
    assert "(essai à blanc, rien d’écrit)" in command()
    assert KitTemplate.objects.count() == 0

    assert command("--write") == "32 lignes écrites.\n"
    assert command("--write") == "Les modèles de valises sont à jour : rien à écrire.\n"
    assert list(KitTemplate.objects.values_list("label", flat=True)) == [
        "Boîte à outils numérique",
        "Valise nomade",
    ]


def test_a_thing_that_leaves_a_template_stays_in_the_cases_that_have_it() -> None:
    kit = a_kit(template="toolbox")
    planned = KitTemplate.objects.get(code="toolbox").items.create(code="floppy", label="Disquette")
    line = kit.lines.create(label="Disquette", template_item=planned)

    actions.load_templates()
    line.refresh_from_db()

    assert line.template_item is None
    assert not KitTemplate.objects.get(code="toolbox").items.filter(code="floppy").exists()


def test_a_case_of_ones_own_starts_empty_and_is_a_thing_of_the_inventory() -> None:
    kit = a_kit("Valise des jeux", inventory_number="V-1")

    assert (kit.lines.count(), kit.template, kit.case.kind) == (0, None, "CASE")
    assert list(items().filter(inventory_number="V-1")) == [kit.case]


def test_a_thing_says_where_it_is_in_a_place_of_its_structure_only() -> None:
    owner = StructureFactory()
    place = a_place(owner=owner)
    thing = a_thing(owner=owner, place=place, where="Placard de la salle 2")

    actions.edit_item(item=thing, values={"where": "Salle 3", "label": "Projecteur court"})
    with pytest.raises(ValidationError) as caught:
        actions.edit_item(item=thing, values={"place": a_place("Ailleurs", owner=StructureFactory())})

    assert caught.value.message_dict == {"place": ["Choisissez un lieu de cette structure."]}
    thing.refresh_from_db()
    assert (thing.where, thing.label, thing.place) == ("Salle 3", "Projecteur court", place)


@pytest.mark.parametrize("why", ["another structure", "retired", "a case", "in a case"])
def test_what_cannot_go_in_a_case_is_refused_with_a_sentence(why: str) -> None:
    owner = StructureFactory()
    kit = a_kit(owner=owner)
    item = a_thing(owner=StructureFactory() if why == "another structure" else owner)
    if why == "retired":
        actions.retire_item(item=item, now=NOW)
    if why == "a case":
        item = a_kit(owner=owner).case
    if why == "in a case":
        actions.put_in_kit(kit=a_kit(owner=owner), item=item, now=NOW)

    with pytest.raises(ValidationError) as caught:
        actions.put_in_kit(kit=kit, item=item, now=NOW)

    assert list(caught.value.message_dict) == ["item"]
    assert kit.lines.count() == 0


def test_a_line_is_added_at_the_end_counted_again_and_taken_out_with_what_was_missing_of_it() -> None:
    kit = a_kit(template="toolbox")
    line = actions.add_line(kit=kit, label="  Souris ", quantity=2)
    actions.change_line(line=line, quantity=3)
    for wrong in (0, 100):
        with pytest.raises(ValidationError):
            actions.change_line(line=line, quantity=wrong)
    line.refresh_from_db()
    counts = {str(row.pk): actions.Counted(0) for row in kit.lines.all()}
    actions.take_inventory(thing=kit.case, counts=counts, by=None, now=NOW)

    for row in kit.lines.all():
        actions.remove_line(line=row, now=NOW)

    assert (line.label, line.quantity) == ("Souris", 3)
    assert kit.lines.count() == 0
    assert set(kit.case.lacks.values_list("state", "settled_note")) == {
        ("GIVEN_UP", "Retiré du contenu de la valise.")
    }


def test_a_case_that_leaves_the_inventory_gives_its_things_back() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing(owner=owner)
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    assert list(loose_items(owner)) == []

    actions.retire_item(item=kit.case, now=NOW)

    assert list(loose_items(owner)) == [laptop]
    assert Kit.objects.get().lines.count() == 0


def test_things_are_found_by_words_without_accents_by_number_and_by_kind() -> None:
    tablet = a_thing("Tablette à écran large", kind="TABLET", inventory_number="T-07")
    a_thing("Vidéoprojecteur")

    assert list(matching(items(), words="ecran tablette")) == [tablet]
    assert list(matching(items(), words="t-07")) == [tablet]
    assert list(matching(items(), kind="TABLET")) == [tablet]
    assert matching(items(), kind="NONSENSE").count() == 2


def test_what_is_shared_is_offered_to_the_others_and_what_is_in_a_case_goes_with_its_case() -> None:
    owner, ours = StructureFactory(), StructureFactory()
    kit = a_kit("Valise", owner=owner, sharing="FREELY")
    inside = a_thing("Dedans", owner=owner, sharing="FREELY")
    actions.put_in_kit(kit=kit, item=inside, now=NOW)
    a_thing("Gardé", owner=owner)
    a_thing("Cassé", owner=owner, sharing="FREELY", condition="DAMAGED")
    a_thing("À nous", owner=ours, sharing="FREELY")

    assert list(shared_with([ours.pk], near=None)) == [kit.case]


def test_names_are_forgotten_two_years_later_and_past_half_hours_after_a_month() -> None:
    alice = person("Alice")
    reserved(a_thing(), by=alice, hours=1)
    counted = a_thing()
    for present in (0, 1):
        counts = {"thing": actions.Counted(present)}
        actions.take_inventory(thing=counted, counts=counts, by=alice, now=NOW)
    rule = next(rule for rule in retention.rules() if rule.name == "réservations de matériel")

    def left(days: int) -> tuple[Any, int]:
        rule.forget(NOW + timedelta(days=days))
        names = {
            Reservation.objects.get().requested_by,
            *(check.checked_by for check in EquipmentCheck.objects.all()),
            Lack.objects.get().settled_by,
        }
        return names, ReservedSlot.objects.count()

    assert [left(30), left(40), left(729), left(740)] == [
        ({alice}, 2),
        ({alice}, 0),
        ({alice}, 0),
        ({None}, 0),
    ]


def test_a_person_reads_what_they_reserved_and_is_forgotten_in_it() -> None:
    alice, bob = person("Alice"), person("Bob")
    reserved(a_thing(owner=StructureFactory(name="Maison inventée")), by=alice)
    reserved(a_thing(), by=bob)
    title = "Vos réservations de matériel"

    [told] = personal_data.collect_all(alice.pk)[title]
    part = next(part for part in personal_data._parts.values() if part.title == title)

    assert (told["matériel"], told["pour"], told["état"]) == ("Vidéoprojecteur", "Maison inventée", "réservé")
    assert part.forget(alice.pk) == 1
    assert [row.requested_by for row in Reservation.objects.order_by("pk")] == [None, bob]


def test_a_person_reads_what_they_counted_and_is_forgotten_in_it() -> None:
    alice, bob = person("Alice"), person("Bob")
    thing = a_thing()
    for by in (alice, bob):
        counts = {"thing": actions.Counted(1)}
        actions.take_inventory(thing=thing, counts=counts, by=by, now=NOW, note="Chargeur à part")
    title = "Ce que vous avez compté et réglé de matériel"

    told = personal_data.collect_all(alice.pk)[title]
    part = next(part for part in personal_data._parts.values() if part.title == title)

    check = {
        "matériel": "Vidéoprojecteur",
        "quand": "à l’inventaire",
        "le": EquipmentCheck.objects.latest("pk").checked_at.isoformat(),
        "remarque": "Chargeur à part",
    }
    assert told == {"vérifications": [check], "demandes répondues": 0, "manques réglés": 0}
    assert part.forget(alice.pk) == 1
    assert [row.checked_by for row in EquipmentCheck.objects.order_by("pk")] == [None, bob]
