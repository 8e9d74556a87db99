"""Finding help: who fits, who passes the filters, in which order, and what is said of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from palier.core.text import stems
from palier.directory import actions, presence
from palier.directory.enums import AccessMode, Answer, CapabilityKind, Modality, PlaceKind, Price
from palier.directory.models import Need
from palier.directory.presence import HelperThere, register_presence_source
from palier.orientation.enums import Fit
from palier.orientation.queries import find_help, where_from_point, where_from_text
from palier.orientation.queries.finding import ENOUGH, stale_limit
from palier.orientation.results import Filters, Findings, Found, Where
from tests.factories.directory import (
    ALWAYS,
    NEVER,
    NOW,
    AudienceFactory,
    LanguageFactory,
    SchemeFactory,
    SpecialSupportFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)

pytestmark = pytest.mark.django_db

STALE_BEFORE = date(2025, 11, 24)


def from_centre(insee_code: str) -> Where:
    start = commune(insee_code)
    return Where(commune=start, point=start.point, label=start.name)


def find(
    need: Need | None = None,
    *,
    words: str = "",
    at: str | Where | None = "53084",
    filters: Filters | None = None,
) -> Findings:
    """Search from the centre of a commune, on a Tuesday at ten."""
    return find_help(
        need=need,
        stems=tuple(stems(words)),
        where=from_centre(at) if isinstance(at, str) else at,
        filters=filters or Filters(),
        now=NOW,
        far_away_min=15,
        stale_before=STALE_BEFORE,
    )


def ids(findings: Findings) -> list[int]:
    return [f.place_id for f in findings.found]


def only(findings: Findings) -> Found:
    (found,) = findings.found
    return found


# --- What fits ------------------------------------------------------------------------------------------------


def test_a_need_finds_the_services_that_say_so_and_no_others() -> None:
    taxes, photos = a_need("impots", "Mes impôts"), a_need("photos", "Mes photos")
    place = a_place()
    wanted = a_service(place, taxes)
    a_service(place, photos)
    a_service(a_place("Photo-club"), photos)

    found = only(find(taxes))

    assert (found.place_id, found.service_ids, found.fit) == (place.pk, (wanted.pk,), Fit.SAYS_SO)


def test_a_family_finds_its_needs_and_a_need_finds_who_declares_the_whole_family() -> None:
    family = a_need("demarches", "Démarches")
    taxes = a_need("impots", "Mes impôts", parent=family)
    pension = a_need("retraite", "Ma retraite", parent=family)
    whole, exact, sibling = a_place("Tout", km_north=0.1), a_place("Impôts", km_north=3), a_place("Retraite")
    a_service(whole, family)
    a_service(exact, taxes)
    a_service(sibling, pension)

    assert ids(find(taxes)) == [exact.pk, whole.pk]
    assert [f.fit for f in find(taxes).found] == [Fit.SAYS_SO, Fit.SAME_FAMILY]
    assert set(ids(find(family))) == {whole.pk, exact.pk, sibling.pk}


def test_words_find_places_whatever_their_services() -> None:
    place = a_place("Fablab des Ursulines")
    a_place("Mairie")

    found = only(find(words="ursuline"))

    assert (found.place_id, found.fit) == (place.pk, Fit.WORDS)


def test_every_word_must_be_there() -> None:
    a_place("Fablab des Ursulines")

    assert ids(find(words="ursulines zorglub")) == []


def test_without_a_place_to_start_from_words_search_everywhere() -> None:
    craon, laval = a_place("Ursulines de Craon"), a_place("Ursulines de Laval", insee_code="53130")

    findings = find(words="ursulines", at=None)

    assert set(ids(findings)) == {craon.pk, laval.pk}
    assert [f.travel for f in findings.found] == [None, None]
    assert (findings.is_far, findings.other_ways) == (False, ())


def test_a_library_is_found_like_anybody_else_whose_services_match() -> None:
    need = a_need()
    library = a_place("Médiathèque", kinds=[PlaceKind.LIBRARY])
    a_service(library, need)

    assert ids(find(need)) == [library.pk]


# --- Out of scope ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("S09")
def test_a_repair_finds_repairers_only_never_a_cafe_nor_a_conseiller() -> None:
    family = a_need("depannage", "Réparer", is_in_scope=False, out_of_scope_text="Un réparateur.")
    repair = a_need("ordi", "Mon ordi", parent=family, is_in_scope=False, out_of_scope_text="Un réparateur.")
    cafe = a_place("Café numérique", kinds=[PlaceKind.THIRD_PLACE])
    a_service(cafe, repair, name="Café réparation")
    adviser = a_place("Conseiller numérique", kinds=[PlaceKind.FRANCE_SERVICES])
    a_service(adviser, family, modalities=(Modality.ON_SITE, Modality.HOME))
    home = a_service(a_place("Visites"), repair, modalities=(Modality.HOME,))
    actions.cover(service=home, communes=[commune("53084")])
    a_place("Recyclerie muette", kinds=[PlaceKind.REFURBISHING_PLACE])
    repairer = a_place("Dépann’ordi", kinds=[PlaceKind.REPAIR_PLACE], km_north=20)
    a_service(repairer, repair)

    for need in (repair, family):
        findings = find(need)
        assert ids(findings) == [repairer.pk]
        assert findings.other_ways == ()


# --- Filters --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "declared"),
    [
        (Filters(walk_in=True), {"access_modes": [AccessMode.WALK_IN]}),
        (Filters(free=True), {"price": Price.FREE}),
        (Filters(at_home=True), {"modalities": (Modality.ON_SITE, Modality.HOME)}),
        (Filters(modality="workshop"), {"modalities": (Modality.WORKSHOP,)}),
        (Filters(someone_now=True), {"helper_hours": ALWAYS}),
    ],
)
def test_a_filter_keeps_the_services_that_declare_it(filters: Filters, declared: dict[str, Any]) -> None:
    need = a_need()
    a_service(a_place("Ne dit rien"), need)
    place = a_place("Le dit")
    service = a_service(place, need, **declared)

    found = only(find(need, filters=filters))

    assert (found.place_id, found.service_ids) == (place.pk, (service.pk,))


def test_supports_languages_and_labels_are_filters() -> None:
    need = a_need()
    a_service(a_place("Ne dit rien"), need)
    place = a_place("Le dit")
    a_service(place, need, special_supports=[SpecialSupportFactory()], languages=[LanguageFactory()])
    actions.grant_label(place=place, scheme=SchemeFactory(), now=NOW)

    for filters in (Filters(support="illettrisme"), Filters(language="ar"), Filters(label="france-services")):
        assert ids(find(need, filters=filters)) == [place.pk]


@pytest.mark.parametrize(
    ("filters", "hours"), [(Filters(open_now=True), ALWAYS), (Filters(open_now=True), "Tu 09:00-12:00")]
)
def test_open_now_is_about_the_door(filters: Filters, hours: str) -> None:
    a_place("Fermé", opening_hours=NEVER)
    a_place("Horaires inconnus")
    is_open = a_place("Ouvert", opening_hours=hours)

    assert ids(find(filters=filters)) == [is_open.pk]


@pytest.mark.requirement("R000-021", "S04")
def test_someone_now_is_about_a_helper_not_about_the_door() -> None:
    need = a_need()
    a_service(a_place("Porte ouverte", opening_hours=ALWAYS), need, helper_hours=NEVER)
    ligue = a_place("La Ligue", opening_hours=NEVER, operator=StructureFactory(name="La Ligue"))
    a_service(ligue, need, helper_hours=ALWAYS)

    found = only(find(need, filters=Filters(someone_now=True)))

    assert (found.place_id, found.someone_there) == (ligue.pk, True)
    assert "quelqu’un est là" in found.reasons


def test_a_computer_is_declared_by_the_place_never_inferred() -> None:
    a_place("Médiathèque", kinds=[PlaceKind.LIBRARY])
    without = a_place("Sans")
    actions.declare_capability(place=without, kind=CapabilityKind.COMPUTER, answer=Answer.NO, now=NOW)
    equipped = a_place("Avec")
    actions.declare_capability(place=equipped, kind=CapabilityKind.COMPUTER, answer=Answer.YES, now=NOW)

    assert ids(find(filters=Filters(computer=True))) == [equipped.pk]


@pytest.mark.requirement("R000-006")
def test_an_audience_keeps_the_offers_open_to_everybody_and_drops_those_for_others() -> None:
    need = a_need()
    seniors, young = AudienceFactory(code="seniors"), AudienceFactory(code="jeunes")
    for_all, for_seniors, for_young = a_place("Tous"), a_place("Aînés"), a_place("Jeunes")
    a_service(for_all, need)
    a_service(for_seniors, need, audiences=[seniors])
    a_service(for_young, need, audiences=[young])

    assert set(ids(find(need, filters=Filters(audience="seniors")))) == {for_all.pk, for_seniors.pk}


def test_a_paid_mailbox_and_a_free_printer_are_not_a_free_mailbox() -> None:
    mailbox, printing = a_need("boite-mail", "Boîte mail"), a_need("imprimer", "Imprimer")
    place = a_place()
    a_service(place, mailbox, price=Price.PAID)
    a_service(place, printing, price=Price.FREE)

    assert ids(find(mailbox, filters=Filters(free=True))) == []
    assert ids(find(printing, filters=Filters(free=True))) == [place.pk]


def test_two_filters_are_met_by_one_and_the_same_service() -> None:
    need, place = a_need(), a_place()
    a_service(place, need, name="Gratuit", price=Price.FREE, access_modes=[AccessMode.APPOINTMENT])
    a_service(place, need, name="Libre", price=Price.PAID, access_modes=[AccessMode.WALK_IN])

    assert ids(find(need, filters=Filters(free=True))) == [place.pk]
    assert ids(find(need, filters=Filters(walk_in=True))) == [place.pk]
    assert ids(find(need, filters=Filters(free=True, walk_in=True))) == []


def test_each_filter_says_how_many_places_it_would_leave() -> None:
    need = a_need()
    a_service(a_place("A", opening_hours=ALWAYS), need, price=Price.FREE, helper_hours=ALWAYS)
    a_service(a_place("B", opening_hours=NEVER), need, price=Price.FREE, languages=[LanguageFactory()])
    a_service(a_place("C"), need, price=Price.PAID)

    counts = find(need).counts

    assert {name: counts[name] for name in ("all", "free", "open_now", "someone_now", "walk_in")} == {
        "all": 3,
        "free": 2,
        "open_now": 1,
        "someone_now": 1,
        "walk_in": 0,
    }
    assert counts["token:lanar"] == 1
    for name in ("free", "open_now", "someone_now", "walk_in"):
        assert counts[name] == len(ids(find(need, filters=replace(Filters(), **{name: True}))))


def test_when_the_nearest_do_not_suit_the_search_goes_further() -> None:
    need = a_need()
    for number in range(ENOUGH):
        a_service(a_place(f"Près {number}", km_north=number / 10), need)
    far = a_place("Loin, en arabe", km_north=40)
    a_service(far, need, languages=[LanguageFactory()])

    assert far.pk not in ids(find(need))
    assert ids(find(need, filters=Filters(language="ar"))) == [far.pk]


@pytest.fixture
def sources() -> Iterator[None]:
    before = dict(presence._sources)
    yield
    presence._sources.clear()
    presence._sources.update(before)


def test_somebody_told_by_another_source_counts_in_the_filter_too(sources: None) -> None:
    need, place = a_need(), a_place()
    a_service(place, need)

    @register_presence_source("workshops")
    def workshops(place_ids: Iterable[int], at: datetime) -> list[HelperThere]:
        return [HelperThere(pk, None, "Karim", None) for pk in place_ids]

    found = only(find(need, filters=Filters(someone_now=True)))

    assert (found.place_id, found.someone_there) == (place.pk, True)


# --- Order and reasons ----------------------------------------------------------------------------------------


def test_order_is_fit_then_near_then_somebody_there_then_open_then_verified() -> None:
    family = a_need("demarches", "Démarches")
    need = a_need("impots", "Mes impôts", parent=family)
    far = a_place("Loin", km_north=15, opening_hours=ALWAYS)
    unverified = a_place("Jamais vérifiée", km_north=0.05, opening_hours=NEVER)
    verified = a_place("Vérifiée", km_north=0.1, opening_hours=NEVER)
    actions.verify_place(place=verified, by_label="la mairie", now=NOW)
    is_open = a_place("Ouverte", km_north=0.2, opening_hours=ALWAYS)
    manned = a_place("Quelqu’un", km_north=0.3, opening_hours=NEVER)
    wider = a_place("Même famille", km_north=0.0, opening_hours=ALWAYS)
    for place in (far, unverified, verified, is_open):
        a_service(place, need)
    a_service(manned, need, helper_hours=ALWAYS)
    a_service(wider, family)

    expected = [manned, is_open, verified, unverified, far, wider]
    assert ids(find(need)) == [place.pk for place in expected]


def test_each_result_says_why_it_is_there() -> None:
    need = a_need()
    place = a_place(opening_hours=ALWAYS)
    a_service(place, need)
    actions.verify_place(place=place, by_label="la mairie", now=NOW)

    assert only(find(need)).reasons == ("fait ce que vous cherchez", "tout près", "ouvert", "fiche vérifiée")


def test_an_open_door_is_no_reason_while_the_helper_is_away() -> None:
    need = a_need()
    a_service(a_place(opening_hours=ALWAYS), need, helper_hours=NEVER)

    assert only(find(need)).reasons == ("fait ce que vous cherchez", "tout près")


def test_a_verification_too_old_counts_no_more() -> None:
    place = a_place()
    actions.verify_place(place=place, by_label="la mairie", now=NOW - timedelta(days=366))

    assert only(find()).is_verified is False
    assert stale_limit(NOW, months=12) == date(2025, 11, 24)


@pytest.mark.requirement("R001-029")
def test_a_hosted_permanence_is_found_with_its_own_hours() -> None:
    writer = a_need("ecrivain-public", "Écrivain public", "écrivain public")
    place = a_place(opening_hours=ALWAYS)
    service = a_service(
        place,
        writer,
        provider=StructureFactory(name="Emmaüs"),
        helper_hours="We 14:00-17:00",
        delivery_mode="HOSTED",
    )

    found = only(find(writer))

    assert (found.service_ids, found.helper_hours, found.someone_there) == (
        (service.pk,),
        "We 14:00-17:00",
        False,
    )


# --- Near and far ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-008")
def test_the_radius_is_larger_where_people_are_few() -> None:
    need = a_need()
    for insee_code in ("53084", "49007"):
        for number in range(ENOUGH):
            a_service(a_place(f"{insee_code} {number}", insee_code=insee_code, km_north=number / 10), need)

    assert (find(need).radius_km, find(need, at="49007").radius_km) == (25.0, 4.0)


@pytest.mark.requirement("R001-008")
def test_the_stop_of_a_round_is_a_place_to_go_to_in_a_rural_commune() -> None:
    need = a_need()
    stop = a_place("Arrêt de PANDA", kinds=[PlaceKind.MOBILE_STOP], km_north=20)
    a_service(stop, need, modalities=(Modality.MOBILE,))

    assert ids(find(need)) == [stop.pk]


def test_one_looks_further_until_there_is_enough() -> None:
    need = a_need()
    far = a_place("Très loin", km_north=100)
    a_service(far, need)

    findings = find(need)

    assert (ids(findings), findings.radius_km) == ([far.pk], 120.0)


@pytest.mark.requirement("R004-011", "S05")
def test_far_away_home_help_comes_first_with_the_places_still_listed() -> None:
    need = a_need()
    place = a_place("À trente minutes", km_north=25)
    a_service(place, need)
    service = a_service(a_place("Visites", km_north=30), need, modalities=(Modality.HOME,))
    actions.cover(service=service, departements=[commune("53084").departement])

    findings = find(need)

    assert findings.is_far
    assert findings.other_ways == (service,)
    assert ids(findings) == [place.pk]
    assert findings.found[0].travel is not None
    assert findings.found[0].travel.car_min > 15


def test_near_is_not_far() -> None:
    need = a_need()
    a_service(a_place(km_north=1), need)

    assert not find(need).is_far


def test_help_that_only_comes_is_no_place_to_go_to() -> None:
    need = a_need()
    a_service(a_place("Standard"), need, modalities=(Modality.PHONE,))

    assert ids(find(need)) == []
    assert find(need).is_far


@pytest.mark.requirement("R004-011")
def test_travel_is_an_estimate_and_says_so() -> None:
    a_place(km_north=10)

    travel = only(find()).travel

    assert travel is not None
    assert travel.is_estimate
    assert travel.distance_km > 10


def test_overseas_the_hours_are_those_of_the_place() -> None:
    a_place("Médiathèque", insee_code="97411", opening_hours="Tu 12:00-14:00")

    assert only(find(at="97411")).hours.is_open is True  # 10 h in Paris, 13 h in Saint-Denis


# --- Where ----------------------------------------------------------------------------------------------------


def test_where_is_what_was_typed_or_the_nearest_commune_of_a_rounded_point() -> None:
    craon = commune("53084")

    where, match = where_from_text("Craon")
    around = where_from_point(47.8499999, -0.9500001)

    assert where == Where(commune=craon, point=craon.point, label="Craon")
    assert match is not None
    assert around is not None
    assert (around.commune, tuple(around.point)) == (craon, (47.85, -0.95))
    assert where_from_text("   ") == (None, None)
    assert where_from_point(0.0, 0.0) is None


def test_a_contradictory_where_is_said_and_nothing_is_replaced_silently() -> None:
    commune("53130")
    craon = commune("53084")

    where, match = where_from_text("53400 Laval")

    assert where is not None
    assert match is not None
    assert where.commune == craon
    assert match.remarks != []


# --- Cost -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_place_and_for_three(
    django_assert_num_queries: Any, count: int
) -> None:
    need = a_need()
    for number in range(count):
        place = a_place(f"Lieu {number}", operator=StructureFactory())
        a_service(place, need, helper_hours=ALWAYS)
        service = a_service(place, need, name="Visites", modalities=(Modality.HOME,))
        actions.cover(service=service, communes=[commune("53084")])
    where = from_centre("53084")

    with django_assert_num_queries(12):
        findings = find(need, at=where)

    assert (len(findings.found), len(findings.other_ways)) == (count, count)
