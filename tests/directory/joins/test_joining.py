"""Two records made one: what is shown, where everything goes, and that undoing brings it all back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from palier.directory.actions import imports, joins
from palier.directory.actions.editing import Author, edit_place
from palier.directory.enums import ChangeVia
from palier.directory.models import ContactChannel, Place, PlaceJoin, PlaceRedirect, RecordChange, Service
from palier.directory.queries.places import place_detail
from tests.cast import at, person
from tests.directory.joins.conftest import COUNTY, NOW, TOWN, everything, exported, import_list
from tests.factories.directory import StructureFactory, a_need, a_place, a_service, commune

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
MAUD = Author("Maud, coordination")


@pytest.fixture
def two(lists: None, tmp_path: Path) -> tuple[Place, Place]:
    """The library as its town says it, then as the county says it; the list of the town counts more."""
    (town,) = import_list(tmp_path, "ville", [TOWN], rank=10)
    (county,) = import_list(tmp_path, "departement", [COUNTY], rank=20)
    return town, county


def again(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


def values(place: Place, kind: str) -> list[str]:
    return list(place.contacts.filter(kind=kind).order_by("pk").values_list("value", flat=True))


def test_each_field_comes_from_the_best_source_and_the_other_fills_the_holes(
    two: tuple[Place, Place],
) -> None:
    town, county = two

    joins.join_places(kept=county, joined=town, author=MAUD, now=LATER)

    kept = again(county)
    assert (kept.name, kept.address, kept.opening_hours) == (
        "Médiathèque Jean-Moulin",
        "1 rue du Mûrier",
        "Tu-Fr 10:00-18:00",
    )
    assert kept.description == "Une aide chaque mardi."
    assert (values(kept, "PHONE"), values(kept, "EMAIL")) == (
        ["+33261910000"],
        ["jean.moulin@exemple.example"],
    )
    assert kept.source_records.count() == 2


def test_the_old_address_leads_to_the_kept_record_and_the_export_holds_it_once(
    two: tuple[Place, Place],
) -> None:
    town, county = two
    PlaceRedirect.objects.create(public_id="ancienne", place=county)

    joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)

    assert again(county).status == "CLOSED"
    for old in (county.public_id, "ancienne"):
        found = place_detail(old, on=LATER.date())
        assert found is not None
        assert found.pk == town.pk
    assert [row["id"] for row in exported()] == [town.public_id]


def test_the_help_that_both_lists_describe_is_shown_once_with_what_each_says(
    two: tuple[Place, Place],
) -> None:
    town, county = two

    joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)

    service = Service.objects.get(place=town)
    assert sorted(need.code for need in service.needs.all()) == ["demarches-administratives"]
    assert Service.objects.get(place=county).source_services.count() == 0


def test_undoing_brings_everything_back_as_it_was(two: tuple[Place, Place]) -> None:
    town, county = two
    PlaceRedirect.objects.create(public_id="ancienne", place=county)
    ContactChannel.objects.filter(place=town, kind="PHONE").update(label="Accueil", is_preferred=True)
    ContactChannel.objects.create(place=county, kind="SOCIAL", value="https://reseau.example/jm")
    imports.correct_place(place=county, field="phones", value=["02 61 91 11 11"], by=None, now=NOW)
    county.owner = StructureFactory()
    county.save()
    extra = a_service(county, a_need("couture", "Couture"), name="Couture")
    extra.helper_hours = "Mo 10:00-12:00"
    extra.save()
    imports.correct_service(service=extra, field="price_detail", value="gratuit", by=None, now=NOW)
    at(county.owner, person("Alice"), "librarian", place=county)
    before = everything()

    join = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)
    assert again(town).owner_id == county.owner_id
    assert values(town, "PHONE") == ["+33261911111"]
    assert values(town, "SOCIAL") == ["https://reseau.example/jm"]
    assert set(Service.objects.filter(place=town).values_list("name", flat=True)) >= {"Couture"}
    assert everything() != before
    joins.undo_join(join=join, author=MAUD, now=LATER)

    after = everything()
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    assert after == before


@pytest.mark.parametrize("kept_is_by_hand", [True, False])
def test_undoing_brings_back_a_record_that_people_wrote(
    two: tuple[Place, Place], kept_is_by_hand: bool
) -> None:
    written = a_place("Médiathèque de Craon", phone="02 61 91 00 22", description="Par la mairie")
    a_service(written, a_need("couture", "Couture"))
    before = everything()
    kept, joined = (written, two[1]) if kept_is_by_hand else (two[1], written)

    join = joins.join_places(kept=kept, joined=joined, author=MAUD, now=LATER)

    shown = again(kept)
    assert (shown.name, shown.description) == ("Médiathèque de Craon", "Par la mairie")
    assert values(shown, "PHONE") == ["+33261910022"]
    assert values(shown, "EMAIL") == ["jean.moulin@exemple.example"]
    joins.undo_join(join=join, author=MAUD, now=LATER)
    assert everything() == before


def test_two_records_written_by_people_are_joined_and_parted(lists: None) -> None:
    one = a_place("Maison", description="Ouverte à tous")
    other = a_place("La maison", opening_hours="Mo 10:00-12:00", phone="02 61 91 00 22")
    before = everything()

    join = joins.join_places(kept=one, joined=other, author=MAUD, now=LATER)

    kept = again(one)
    assert (kept.description, kept.opening_hours) == ("Ouverte à tous", "Mo 10:00-12:00")
    assert values(kept, "PHONE") == ["+33261910022"]
    joins.undo_join(join=join, author=MAUD, now=LATER)
    assert everything() == before


def test_an_import_after_the_join_speaks_to_the_kept_record_and_undoing_gives_it_back(
    two: tuple[Place, Place], tmp_path: Path
) -> None:
    town, county = two
    join = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)

    import_list(
        tmp_path, "departement", [{**COUNTY, "courriels": "nouveau@exemple.example"}], rank=20, now=LATER
    )

    assert values(town, "EMAIL") == ["nouveau@exemple.example"]
    joins.undo_join(join=join, author=MAUD, now=LATER)
    assert (values(town, "EMAIL"), values(county, "EMAIL")) == ([], ["nouveau@exemple.example"])


def test_what_somebody_corrects_after_the_join_stays_on_the_kept_record(two: tuple[Place, Place]) -> None:
    town, county = two
    imports.correct_place(place=county, field="phones", value=["02 61 91 11 11"], by=None, now=NOW)
    join = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)
    phones = [{"kind": "PHONE", "value": "02 61 91 33 33"}]

    edit_place(place=again(town), values={"contacts": phones, "name": "La médiathèque"}, author=MAUD,
               via=ChangeVia.FORM, now=LATER)  # fmt: skip
    joins.undo_join(join=join, author=MAUD, now=LATER)

    assert (again(town).name, values(town, "PHONE")) == ("La médiathèque", ["+33261913333"])
    assert (again(county).name, values(county, "PHONE")) == ("Mediatheque Jean Moulin", ["+33261911111"])


def test_the_last_word_of_people_wins_over_an_older_one(two: tuple[Place, Place]) -> None:
    town, county = two
    imports.correct_place(place=town, field="name", value="Ancien mot", by=None, now=NOW)
    imports.correct_place(place=county, field="name", value="Dernier mot", by=None, now=LATER)
    before = everything()

    join = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)

    assert again(town).name == "Dernier mot"
    joins.undo_join(join=join, author=MAUD, now=LATER)
    assert everything() == before


def test_a_join_is_told_in_the_history_of_both_records(two: tuple[Place, Place]) -> None:
    town, county = two

    joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)

    told: dict[int | None, Any] = {
        change.place_id: (change.via, change.by_label, sorted(change.changes))
        for change in RecordChange.objects.filter(via=ChangeVia.JOIN, service=None)
    }
    assert told == {
        town.pk: ("JOIN", "Maud, coordination", ["contacts", "description"]),
        county.pk: ("JOIN", "Maud, coordination", ["status"]),
    }


def test_a_chain_of_joins_is_undone_from_its_end(two: tuple[Place, Place]) -> None:
    town, county = two
    third = a_place("La médiathèque")
    before = everything()
    first = joins.join_places(kept=town, joined=county, author=MAUD, now=LATER)
    second = joins.join_places(kept=third, joined=town, author=MAUD, now=LATER)

    assert place_detail(county.public_id, on=LATER.date()) == third
    with pytest.raises(joins.JoinNotUndoable):
        joins.undo_join(join=first, author=MAUD, now=LATER)
    joins.undo_join(join=second, author=MAUD, now=LATER)
    assert place_detail(county.public_id, on=LATER.date()) == town
    joins.undo_join(join=first, author=MAUD, now=LATER)

    assert everything() == before


def test_a_join_is_undone_once(two: tuple[Place, Place]) -> None:
    join = joins.join_places(kept=two[0], joined=two[1], author=MAUD, now=LATER)
    joins.undo_join(join=join, author=MAUD, now=LATER)

    with pytest.raises(joins.JoinNotUndoable):
        joins.undo_join(join=join, author=MAUD, now=LATER)


def test_a_closed_record_one_that_waits_and_a_record_with_itself_are_not_joined(lists: None) -> None:
    one = a_place("Un lieu", insee_code="53084")
    for status in ("CLOSED", "WAITING"):
        other = a_place("L’autre")
        Place.objects.filter(pk=other.pk).update(status=status)
        with pytest.raises(joins.JoinRefused):
            joins.join_places(kept=one, joined=other, author=MAUD, now=LATER)
    with pytest.raises(joins.JoinRefused):
        joins.join_places(kept=one, joined=one, author=MAUD, now=LATER)

    assert (PlaceJoin.objects.count(), one.commune) == (0, commune("53084"))
