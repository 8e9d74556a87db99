"""The demonstration: the plan (pure), what it becomes in the database, and the real town halls."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from palier.directory import actions, demo, queries
from palier.directory.demo.specs import PlaceSpec
from palier.directory.demo.town_halls import SOURCE_NAME
from palier.directory.enums import Answer, ContactKind, DeliveryMode, PlaceStatus, Visibility
from palier.directory.hours import validate_osm_hours
from palier.directory.models import ContactChannel, Place, SearchDoc, Service, Structure
from palier.territory import extract
from palier.territory.models import Commune, Departement, PostalCode, Region

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
pytestmark = pytest.mark.django_db
FICTION = re.compile(
    r"019900|026191|035301|046571|053649|063998"
)  # first digits that ARCEP keeps for fiction


@cache
def towns() -> tuple[demo.Town, ...]:
    """The communes of both départements, read from the extract."""
    codes = {row["commune"]: row["code"] for row in extract.read_csv(extract.EXTRACT_DIR, "postal_codes")}
    return tuple(
        demo.Town(
            insee=row["insee_code"],
            name=row["name"],
            departement=row["departement"],
            population=int(row["population"] or 0),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            postal_code=codes[row["insee_code"]],
        )
        for row in extract.read_csv(extract.EXTRACT_DIR, "communes")
        if row["departement"] in demo.DEPARTEMENTS
    )


@cache
def plan() -> demo.Plan:
    return demo.make_plan(seed=1, towns=towns())


def texts_of(place: PlaceSpec) -> list[str]:
    services = [s.helper_hours for s in place.services] + [s.phone_hours for s in place.services]
    return [place.opening_hours, *services, *(o.hours for o in place.occupants)]


def phones_of(place: PlaceSpec) -> list[str]:
    found = [place.phone, place.professional_phone, place.coordinator_phone]
    found += [s.phone for s in place.services] + [o.phone for o in place.occupants]
    return [phone for phone in found if phone]


# --- The plan -------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_plan() -> None:
    assert demo.make_plan(seed=1, towns=towns()) == plan()


def test_another_seed_gives_another_plan() -> None:
    assert demo.make_plan(seed=2, towns=towns()) != plan()


def test_the_plan_has_the_size_of_two_departements() -> None:
    places = Counter(place.insee[:2] for place in plan().places)
    services = sum(len(place.services) for place in plan().places)

    assert set(places) == {"49", "53"}
    assert min(places.values()) >= 85
    assert 200 <= places.total() <= 240
    assert 400 <= services <= 500


def test_every_place_has_its_own_name_and_address_of_page() -> None:
    places = plan().places

    assert len({place.public_id for place in places}) == len(places)
    assert len({(place.name, place.insee) for place in places}) == len(places)


def test_all_hours_are_valid_and_written_in_one_way() -> None:
    hours = {text for place in plan().places for text in texts_of(place) if text}

    assert {text for text in hours if not validate_osm_hours(text)} == set()
    assert len(hours) > 40


def test_all_numbers_are_kept_for_fiction_and_all_mails_for_examples() -> None:
    phones = [phone for place in plan().places for phone in phones_of(place)]
    phones += [structure.phone for structure in plan().structures]
    mails = [place.email for place in plan().places if place.email]

    assert [phone for phone in phones if not FICTION.match(phone.replace(" ", ""))] == []
    assert [mail for mail in mails if not mail.endswith(".example")] == []
    assert len(phones) > 250


def test_verification_dates_go_from_recent_to_fourteen_months() -> None:
    days = [p.verified_days_ago for p in plan().places if p.verified_days_ago is not None]

    assert (min(days) < 10, 400 < max(days) <= 427) == (True, True)
    assert any(p.verified_days_ago is None for p in plan().places if not p.is_draft)


def test_each_situation_of_the_field_is_there() -> None:
    places = plan().places
    services = [service for place in places for service in place.services]
    statuses = {label.status for place in places for label in place.labels}

    assert any("INTERNET" in place.capabilities_no for place in places if "LIBRARY" in place.kinds)
    assert any(place.is_volunteer_run and place.is_only_public_service for place in places)
    assert any(len(place.occupants) >= 2 for place in places)
    assert any(not place.services for place in places)
    assert any(place.closures for place in places)
    assert any(service.is_full and service.full_delay_weeks == 3 for service in services)
    assert any(service.is_closed_to_new_people for service in services)
    assert any(service.ends_days_ago for service in services)
    assert any("HOME" in service.modalities and service.covers_km for service in services)
    assert {s.covers_departement for s in services if "PHONE" in s.modalities} >= {"49", "53"}
    assert sum("MOBILE" in service.modalities for service in services) >= 10
    assert statuses == {"REQUESTED", "GRANTED", "LOST"}
    assert len({code for service in services for code in service.languages}) >= 6


# --- In the database ------------------------------------------------------------------------------------------


def small_plan() -> demo.Plan:
    """The places written by hand, and a few of those that are drawn."""
    return replace(plan(), places=plan().places[:32])


@pytest.fixture(scope="module")
def _territory(module_database: None) -> None:
    """Both départements and the codelists, once for the tests of this module."""
    region = Region.objects.create(code="52", name="Pays de la Loire")
    for code, name in {"53": "Mayenne", "49": "Maine-et-Loire"}.items():
        departement = Departement.objects.create(code=code, name=name, region=region)
        for town in towns():
            if town.departement == code:
                commune = Commune.objects.create(
                    insee_code=town.insee,
                    name=town.name,
                    departement=departement,
                    population=town.population,
                    lat=town.lat,
                    lon=town.lon,
                )
                PostalCode.objects.create(code=town.postal_code, commune=commune)
    actions.load_codelists(on=NOW.date())


@pytest.fixture(scope="module")
def _built(_territory: None) -> None:
    for _ in demo.build_places(small_plan(), now=NOW):
        pass
    demo.publish_built(small_plan(), now=NOW)


def place_named(name: str) -> Place:
    return Place.objects.get(name=name)


@pytest.mark.usefixtures("_built")
def test_everything_built_is_marked_as_a_demonstration() -> None:
    assert not Place.objects.filter(is_demo=False).exclude(source_name=SOURCE_NAME).exists()
    assert not Structure.objects.filter(is_demo=False).exists()


@pytest.mark.usefixtures("_built")
def test_built_places_are_online_and_in_the_index_but_the_draft() -> None:
    places = Place.objects.filter(is_demo=True)
    drafts = places.filter(status=PlaceStatus.DRAFT)

    assert [place.name for place in drafts] == ["Espace numérique Le Brouillon"]
    assert SearchDoc.objects.filter(place__is_demo=True).count() == places.count() - 1
    assert demo.is_built(small_plan())


@pytest.mark.usefixtures("_built")
def test_every_built_place_has_a_structure_that_keeps_its_record() -> None:
    assert not Place.objects.filter(is_demo=True, owner=None).exists()


@pytest.mark.usefixtures("_built")
def test_building_again_changes_nothing() -> None:
    before = [model.objects.count() for model in (Place, Service, Structure, ContactChannel)]

    for _ in demo.build_places(small_plan(), now=NOW + timedelta(days=3)):
        pass

    assert [model.objects.count() for model in (Place, Service, Structure, ContactChannel)] == before
    assert demo.publish_built(small_plan(), now=NOW + timedelta(days=3)) == 0


@pytest.mark.usefixtures("_territory")
def test_a_build_stopped_half_way_is_finished_by_the_next_one() -> None:
    target = replace(plan(), places=plan().places[40:45])
    here = Place.objects.filter(public_id__in=[place.public_id for place in target.places])
    stopped = demo.build_places(target, now=NOW)
    next(stopped), next(stopped)
    stopped.close()
    built_before = here.count()

    for _ in demo.build_places(target, now=NOW):
        pass
    demo.publish_built(target, now=NOW)

    assert (built_before, here.count(), demo.is_built(target)) == (2, 5, True)


@pytest.mark.usefixtures("_built")
@pytest.mark.requirement("R001-010")
def test_a_library_without_internet_is_online_and_says_so() -> None:
    place = place_named("Bibliothèque La Bougie")
    answers = dict(place.capabilities.values_list("kind", "answer"))

    assert place.status == PlaceStatus.PUBLISHED
    assert (answers["INTERNET"], answers["COMPUTER"]) == (Answer.NO, Answer.NO)


@pytest.mark.usefixtures("_built")
@pytest.mark.requirement("R001-027")
def test_a_permanence_has_its_own_hours_and_phone_beside_those_of_its_host() -> None:
    place = place_named("Médiathèque La Vigie")
    service = place.services.get(name="Écrivain public")

    assert (service.delivery_mode, str(service.provider), str(service.host)) == (
        DeliveryMode.HOSTED,
        "Les Plumes d’à côté",
        "Réseau de lecture des Rives vertes",
    )
    assert service.helper_hours != place.opening_hours
    assert service.contacts.get().value != place.contacts.get(kind=ContactKind.PHONE).value


@pytest.mark.usefixtures("_built")
@pytest.mark.requirement("R004-224")
def test_one_place_holds_several_structures_each_with_its_hours_and_phone() -> None:
    place = place_named("Centre social et France Services La Passerelle haute")
    occupants = list(place.occupants.all())

    assert len({occupant.opening_hours for occupant in occupants}) == 3
    assert len({occupant.contacts.get().value for occupant in occupants}) == 3


@pytest.mark.usefixtures("_built")
@pytest.mark.requirement("R004-177")
def test_restricted_contacts_and_notes_exist_and_are_not_given_to_the_public() -> None:
    place = place_named("Centre social et France Services La Passerelle haute")
    levels = set(place.contacts.values_list("visibility", flat=True))

    detail = queries.place_detail(place.public_id, on=NOW.date())

    assert levels == {Visibility.PUBLIC, Visibility.PROFESSIONAL, Visibility.COORDINATOR}
    assert place.internal_notes != ""
    assert detail is not None
    assert {contact.visibility for contact in detail.contacts.all()} == {Visibility.PUBLIC}


@pytest.mark.usefixtures("_built")
@pytest.mark.requirement("R000-019")
def test_where_nothing_is_fixed_help_comes_by_the_road_by_phone_or_at_home() -> None:
    commune = Commune.objects.get(insee_code="53080")
    services = queries.other_ways(commune, need=None, on=NOW.date())
    modalities = {m.modality for service in services for m in service.modalities.all()}

    assert {"MOBILE", "PHONE", "HOME"} <= modalities


# --- Town halls -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_territory")
def test_real_town_halls_are_online_with_a_phone_and_declare_no_service() -> None:
    rows = [row for row in demo.missing_town_halls() if row["insee_code"] in {"53084", "49007"}]

    reports = list(demo.add_town_halls(rows, now=NOW))

    halls = Place.objects.filter(source_name=SOURCE_NAME)
    assert (reports[-1].added, reports[-1].refused) == (2, [])
    assert set(halls.values_list("name", flat=True)) == {"Mairie d’Angers", "Mairie de Craon"}
    for hall in halls:
        assert (hall.is_demo, hall.status, hall.verified_on) == (False, PlaceStatus.PUBLISHED, None)
        assert (hall.services.count(), hall.contacts.filter(kind=ContactKind.PHONE).count()) == (0, 1)


@pytest.mark.usefixtures("_territory")
def test_town_halls_that_are_there_are_not_added_again() -> None:
    rows = demo.missing_town_halls()
    wanted = [row for row in rows if row["insee_code"] == "53084"]

    list(demo.add_town_halls(wanted, now=NOW))

    assert len(demo.missing_town_halls()) == len(rows) - 1


@pytest.mark.usefixtures("_territory")
def test_a_value_of_the_source_that_is_not_valid_is_left_out_and_said() -> None:
    row = next(row for row in demo.missing_town_halls() if row["insee_code"] == "53084")
    broken = row | {"phone": "au guichet", "email": "pas une adresse", "opening_hours": "le matin"}

    report = list(demo.add_town_halls([broken], now=NOW))[-1]

    hall = Place.objects.get(source_name=SOURCE_NAME)
    assert (hall.opening_hours, hall.status) == ("", PlaceStatus.PUBLISHED)
    assert list(hall.contacts.values_list("kind", flat=True)) == [ContactKind.WEBSITE]
    assert len(report.refused) == 3
