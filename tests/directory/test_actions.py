"""What can be done to the directory, what is refused, and what the search index knows afterwards."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from palier.core.geo import Point
from palier.directory import actions, queries
from palier.directory.actions.search import DOC_FIELDS
from palier.directory.enums import (
    AccessMode,
    Answer,
    CapabilityKind,
    ContactKind,
    Modality,
    PlaceKind,
    PlaceStatus,
    RelationKind,
    ServiceStatus,
)
from palier.directory.hours import HoursContext, state_at
from palier.directory.models import (
    Capability,
    ContactChannel,
    CorrectionProposal,
    Place,
    PlaceRedirect,
    SearchDoc,
    Service,
    Verification,
)
from tests.factories.directory import (
    ALWAYS,
    NOW,
    AudienceFactory,
    LanguageFactory,
    NeedFactory,
    SpecialSupportFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
LATER = NOW + timedelta(days=3)


def document_of(place: Place) -> dict[str, Any] | None:
    return SearchDoc.objects.filter(place=place).values("place_id", *DOC_FIELDS).first()


def rebuilt_document_of(place: Place) -> dict[str, Any] | None:
    list(actions.rebuild_search_index(on=TODAY))
    return document_of(place)


# --- Structures and contacts ----------------------------------------------------------------------------------


@pytest.mark.requirement("R000-015")
def test_a_structure_is_created_without_siret_and_completed_later() -> None:
    structure = actions.create_structure(name="  Les voisins connectés ", siret="")

    actions.update_structure(structure=structure, now=NOW, siret="13002526500013")

    structure.refresh_from_db()
    assert (structure.name, structure.siret) == ("Les voisins connectés", "13002526500013")


def test_a_structure_with_a_wrong_siret_is_not_created() -> None:
    with pytest.raises(ValidationError) as caught:
        actions.create_structure(name="Les voisins", siret="13002526500014")

    assert list(caught.value.message_dict) == ["siret"]


@pytest.mark.requirement("R004-042")
def test_structures_are_related_and_the_same_relation_is_refused() -> None:
    hub, ligue = StructureFactory(), StructureFactory()
    actions.relate_structures(source=ligue, kind=RelationKind.MEMBER_OF, target=hub, starts_on=TODAY)

    with pytest.raises(ValidationError):
        actions.relate_structures(source=ligue, kind=RelationKind.MEMBER_OF, target=hub, starts_on=TODAY)
    with pytest.raises(ValidationError):
        actions.relate_structures(source=ligue, kind=RelationKind.MEMBER_OF, target=ligue)


@pytest.mark.requirement("R000-017")
def test_a_preferred_contact_takes_the_place_of_the_one_that_was() -> None:
    structure = StructureFactory()
    phone = actions.add_contact(
        of=structure, kind=ContactKind.PHONE, value="02 61 91 00 00", is_preferred=True
    )

    site = actions.add_contact(
        of=structure, kind=ContactKind.WEBSITE, value="https://ligue.example/", is_preferred=True
    )

    assert list(ContactChannel.objects.values_list("pk", "value", "is_preferred")) == [
        (site.pk, "https://ligue.example/", True),
        (phone.pk, "+33261910000", False),
    ]


def test_a_contact_belongs_to_whom_it_is_given() -> None:
    place = a_place()
    occupant = actions.add_occupant(place=place, structure=StructureFactory(), now=NOW)
    service = a_service(place, a_need())

    for owner in (place, occupant, service):
        contact = actions.add_contact(of=owner, kind=ContactKind.PHONE, value="3646")
        assert contact in owner.contacts.all()


# --- Places ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-048")
def test_a_place_is_created_as_a_draft_with_what_it_is_and_what_else_happens_there() -> None:
    place = actions.create_place(
        name=" Le Kiosque ",
        commune=commune("53084"),
        point=Point(47.85, -0.95),
        kinds=[PlaceKind.THIRD_PLACE, PlaceKind.LIBRARY],
        activities=["couture", "jardin partagé"],
    )

    assert place.status == PlaceStatus.DRAFT
    assert place.name == "Le Kiosque"
    assert [t.kind for t in place.types.all()] == ["THIRD_PLACE", "LIBRARY"]
    assert [a.name for a in place.activities.all()] == ["couture", "jardin partagé"]


def test_half_a_coordinate_is_refused_before_the_database() -> None:
    with pytest.raises(ValidationError):
        actions.update_place(place=a_place(), now=NOW, lat=47.8, lon=None)


def test_a_place_with_neither_address_nor_point_is_not_published() -> None:
    place = actions.create_place(name="Nulle part", commune=commune("53084"))

    with pytest.raises(actions.PlaceNotPublishable):
        actions.publish_place(place=place, now=NOW)

    place.refresh_from_db()
    assert (place.status, document_of(place)) == (PlaceStatus.DRAFT, None)


@pytest.mark.parametrize("located", [{"address": "1 rue Neuve"}, {"point": Point(47.85, -0.95)}])
def test_an_address_or_a_point_is_enough_to_publish(located: dict[str, Any]) -> None:
    place = actions.create_place(name="Le Kiosque", commune=commune("53084"), **located)

    actions.publish_place(place=place, now=NOW)

    assert list(queries.published_places()) == [place]


def test_publishing_twice_is_publishing_once() -> None:
    place = a_place()
    first = (document_of(place), place.published_at)

    actions.publish_place(place=place, now=LATER)

    place.refresh_from_db()
    assert (document_of(place), place.published_at) == first


def test_several_places_are_published_together_or_not_at_all() -> None:
    good = actions.create_place(name="Le Kiosque", commune=commune("53084"), address="1 rue Neuve")
    lost = actions.create_place(name="Nulle part", commune=commune("53084"))

    with pytest.raises(actions.PlaceNotPublishable):
        actions.publish_places(places=[good, lost], now=NOW)
    assert list(queries.published_places()) == []

    good.refresh_from_db()
    assert actions.publish_places(places=[good], now=NOW) == 1
    assert document_of(good) == rebuilt_document_of(good)


def test_a_withdrawn_place_leaves_every_list_and_loses_nothing() -> None:
    place = a_place()
    service = a_service(place, a_need())

    actions.unpublish_place(place=place, now=NOW)

    assert list(queries.published_places()) == []
    assert document_of(place) is None
    assert list(Service.objects.all()) == [service]
    actions.publish_place(place=place, now=LATER)
    assert document_of(place) is not None


@pytest.mark.requirement("R001-009")
def test_a_capability_answered_unknown_is_forgotten() -> None:
    place = a_place()
    actions.declare_capability(place=place, kind=CapabilityKind.WIFI, answer=Answer.YES, now=NOW)
    actions.declare_capability(
        place=place, kind=CapabilityKind.WIFI, answer=Answer.NO, now=NOW, detail="en panne"
    )
    assert [(c.answer, c.detail) for c in place.capabilities.all()] == [("NO", "en panne")]

    actions.declare_capability(place=place, kind=CapabilityKind.WIFI, answer=Answer.UNKNOWN, now=NOW)

    assert list(Capability.objects.all()) == []


@pytest.mark.requirement("R001-009")
@pytest.mark.parametrize(
    "kind", [PlaceKind.LIBRARY, PlaceKind.PUBLIC_DIGITAL_SPACE, PlaceKind.FRANCE_SERVICES]
)
def test_nothing_is_inferred_from_what_a_place_is(kind: PlaceKind) -> None:
    place = a_place(kinds=[kind])

    document = document_of(place)

    assert list(place.capabilities.all()) == []
    assert document is not None
    assert [token for token in document["facets"].split() if token.startswith("cap")] == []


def test_a_verification_is_dated_and_signed_on_the_record() -> None:
    place = a_place()

    actions.verify_place(place=place, by_label="la médiathèque", now=NOW)

    place.refresh_from_db()
    assert (place.verified_on, place.verified_by) == (TODAY, "la médiathèque")
    assert [(v.by_label, v.verified_at) for v in Verification.objects.all()] == [("la médiathèque", NOW)]


def test_a_verification_by_nobody_is_refused() -> None:
    place = a_place()

    with pytest.raises(ValidationError):
        actions.verify_place(place=place, by_label="", now=NOW)

    place.refresh_from_db()
    assert place.verified_on is None


# --- Closures -------------------------------------------------------------------------------------------------


def test_a_closure_out_of_order_or_of_another_place_is_refused() -> None:
    place, elsewhere = a_place(), a_place("Ailleurs")
    other_service = a_service(elsewhere, a_need())

    with pytest.raises(ValidationError):
        actions.add_closure(place=place, starts_on=TODAY, ends_on=TODAY - timedelta(days=1), now=NOW)
    with pytest.raises(ValidationError, match="pas de ce lieu"):
        actions.add_closure(place=place, starts_on=TODAY, ends_on=TODAY, service=other_service, now=NOW)


def test_during_a_closure_the_place_is_closed_and_nobody_is_there() -> None:
    place = a_place(opening_hours=ALWAYS)
    a_service(place, a_need(), helper_hours=ALWAYS)
    assert len(queries.who_is_there(place, NOW)) == 1

    actions.add_closure(place=place, starts_on=TODAY, ends_on=TODAY, now=NOW, reason="inventaire")

    document = SearchDoc.objects.get(place=place)
    context = HoursContext(document.time_zone, document.departement_code)
    assert state_at(document.hours, context, NOW).is_open is False
    assert state_at(document.hours, context, NOW + timedelta(days=1)).is_open is True
    assert queries.who_is_there(place, NOW) == []


def test_the_closure_of_one_service_leaves_the_place_and_the_others_open() -> None:
    place, need = a_place(opening_hours=ALWAYS), a_need()
    away = a_service(place, need, name="Samira", helper_hours=ALWAYS)
    here = a_service(place, need, name="Karim", helper_hours=ALWAYS)

    actions.add_closure(place=place, starts_on=TODAY, ends_on=TODAY, now=NOW, service=away)

    document = SearchDoc.objects.get(place=place)
    assert state_at(document.hours, HoursContext("Europe/Paris", "53"), NOW).is_open is True
    assert [h.service_id for h in queries.who_is_there(place, NOW)] == [here.pk]


def test_in_tahiti_a_closure_lasts_until_midnight_there_though_it_is_tomorrow_in_greenwich() -> None:
    place = a_place("Fare numérique", insee_code="98735", opening_hours=ALWAYS)
    evening = datetime(2026, 11, 25, 4, tzinfo=UTC)  # 18 h on 24 November in Papeete

    actions.add_closure(place=place, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24), now=evening)

    document = SearchDoc.objects.get(place=place)
    assert state_at(document.hours, HoursContext(document.time_zone, "987"), evening).is_open is False


# --- Moves ----------------------------------------------------------------------------------------------------


def leads_to(place: Place) -> Place | None:
    return queries.place_detail(place.public_id, on=TODAY)


def test_a_moved_place_leads_to_the_new_one() -> None:
    old, new = a_place("Ancienne"), a_place("Nouvelle")

    actions.close_place(place=old, now=NOW, moved_to=new)

    assert leads_to(old) == new
    assert document_of(old) is None


def test_a_closed_place_without_successor_leads_nowhere() -> None:
    old = a_place()

    actions.close_place(place=old, now=NOW)

    assert leads_to(old) is None


@pytest.mark.parametrize("order", ["first move told first", "last move told first"])
def test_places_moved_twice_all_lead_to_the_last_whatever_the_order(order: str) -> None:
    a, b, c = a_place("A"), a_place("B"), a_place("C")
    moves: list[tuple[Place, Place]] = [(a, b), (b, c)]

    for old, new in moves if order == "first move told first" else reversed(moves):
        actions.close_place(place=old, now=NOW, moved_to=new)

    assert [leads_to(a), leads_to(b), leads_to(c)] == [c, c, c]


def test_a_place_that_moved_back_home_leads_to_itself() -> None:
    home, elsewhere = a_place("Chez nous"), a_place("Ailleurs")
    actions.close_place(place=home, now=NOW, moved_to=elsewhere)
    actions.publish_place(place=home, now=LATER)

    actions.close_place(place=elsewhere, now=LATER, moved_to=home)

    assert [leads_to(home), leads_to(elsewhere)] == [home, home]
    assert list(PlaceRedirect.objects.values_list("public_id", "place")) == [(elsewhere.public_id, home.pk)]


def test_an_identifier_of_elsewhere_may_lead_here_and_saying_it_twice_changes_nothing() -> None:
    place = a_place()

    actions.redirect_place(public_id="00000000", to=place)
    actions.redirect_place(public_id="00000000", to=place)

    assert queries.place_detail("00000000", on=TODAY) == place
    assert PlaceRedirect.objects.count() == 1


# --- Services -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-002")
def test_a_service_without_need_is_not_published() -> None:
    place = a_place()
    service = actions.add_service(place=place, name="Aide")

    with pytest.raises(actions.ServiceWithoutNeed):
        actions.publish_service(service=service, now=NOW)

    service.refresh_from_db()
    assert service.status == ServiceStatus.DRAFT


@pytest.mark.requirement("R001-002")
def test_a_need_of_a_former_version_does_not_count() -> None:
    old = NeedFactory(framework__version="0.9", framework__is_current=False)
    service = actions.add_service(place=a_place(), name="Aide", needs=[old])

    with pytest.raises(actions.ServiceWithoutNeed):
        actions.publish_service(service=service, now=NOW)


@pytest.mark.requirement("R001-002")
def test_no_other_action_publishes_a_service_without_need() -> None:
    place = a_place()
    by_adding = actions.add_service(place=place, name="Aide", status=ServiceStatus.PUBLISHED)
    published = a_service(place, a_need())

    with pytest.raises(actions.ServiceWithoutNeed):
        actions.update_service(service=by_adding, now=NOW, status=ServiceStatus.PUBLISHED)
    with pytest.raises(actions.ServiceWithoutNeed):
        actions.update_service(service=published, now=NOW, needs=[])

    assert list(Service.objects.filter(status="PUBLISHED")) == [published]
    assert [n.code for n in published.needs.all()] == ["impots"]


def test_publishing_a_service_twice_is_publishing_it_once() -> None:
    place = a_place()
    service = a_service(place, a_need())
    before = document_of(place)

    actions.publish_service(service=service, now=LATER)

    assert document_of(place) == before


def test_a_place_without_declared_service_can_be_published() -> None:
    place = a_place()

    document = document_of(place)

    assert document is not None
    assert document["services"] == []


@pytest.mark.requirement("R001-025", "R001-027")
def test_a_service_keeps_all_that_it_declares() -> None:
    provider, host, carrier, partner = (StructureFactory() for _ in range(4))
    seniors, reading, arabic = AudienceFactory(), SpecialSupportFactory(), LanguageFactory()

    service = a_service(
        a_place(),
        a_need(),
        provider=provider,
        host=host,
        carrier=carrier,
        partners=[(partner, "prête la salle")],
        audiences=[seniors],
        special_supports=[reading],
        languages=[arabic],
        modalities=(Modality.ON_SITE, Modality.HOME),
        access_modes=[AccessMode.WALK_IN],
    )

    service.refresh_from_db()
    assert (service.provider, service.host, service.carrier) == (provider, host, carrier)
    assert [(p.structure, p.role) for p in service.partners.all()] == [(partner, "prête la salle")]
    assert list(service.audiences.all()) == [seniors]
    assert list(service.special_supports.all()) == [reading]
    assert list(service.languages.all()) == [arabic]
    assert [m.modality for m in service.modalities.all()] == ["ON_SITE", "HOME"]
    assert [m.mode for m in service.access_modes.all()] == ["WALK_IN"]


def test_full_with_a_delay_is_dated_by_the_day_it_is_said() -> None:
    service = a_service(a_place(), a_need())

    actions.state_availability(service=service, now=NOW, is_full=True, delay_weeks=3)

    service.refresh_from_db()
    assert (service.is_full, service.full_delay_weeks, service.availability_stated_on) == (True, 3, TODAY)


def test_having_room_again_forgets_the_delay_and_the_date() -> None:
    service = a_service(a_place(), a_need())
    actions.state_availability(service=service, now=NOW, is_full=True, delay_weeks=3)

    actions.state_availability(service=service, now=LATER)

    service.refresh_from_db()
    assert (service.is_full, service.full_delay_weeks, service.availability_stated_on) == (False, None, None)


def test_a_delay_without_full_is_refused() -> None:
    service = a_service(a_place(), a_need())

    with pytest.raises(ValidationError, match="Un délai ne va qu’avec « complet »"):
        actions.state_availability(service=service, now=NOW, delay_weeks=3)


@pytest.mark.requirement("R004-187")
def test_a_service_covers_communes_and_departements_told_once_with_access_notes() -> None:
    service, craon = a_service(a_place(), a_need()), commune("53084")

    for _ in range(2):
        actions.cover(service=service, communes=[craon], access_note="par le bac")
        actions.cover(service=service, departements=[craon.departement])

    assert [(c.commune, c.departement, c.access_note) for c in service.coverage.all()] == [
        (craon, None, "par le bac"),
        (None, craon.departement, ""),
    ]


def test_a_service_that_ended_stays_in_the_directory_and_leaves_the_search() -> None:
    place = a_place()
    service = a_service(place, a_need())

    actions.update_service(service=service, now=NOW, ends_on=TODAY - timedelta(days=1))

    document = document_of(place)
    assert document is not None
    assert document["services"] == []
    assert list(Service.objects.all()) == [service]


# --- Mistakes told by the public ------------------------------------------------------------------------------


def test_a_reported_error_is_kept_and_mailed_once_stored_and_changes_nothing(
    django_capture_on_commit_callbacks: Any,
) -> None:
    place = a_place()
    before = Place.objects.filter(pk=place.pk).values().get()

    with django_capture_on_commit_callbacks() as effects:
        actions.report_error(place=place, message=" Fermé le lundi ", contact="", now=NOW)
    assert mail.outbox == []
    for effect in effects:
        effect()

    assert [(r.message, r.created_at) for r in CorrectionProposal.objects.all()] == [("Fermé le lundi", NOW)]
    assert [m.subject for m in mail.outbox] == [f"Une erreur est signalée : {place.name}"]
    assert Place.objects.filter(pk=place.pk).values().get() == before


def test_an_empty_error_report_is_refused() -> None:
    with pytest.raises(ValidationError):
        actions.report_error(place=a_place(), message="   ", contact="", now=NOW)

    assert list(CorrectionProposal.objects.all()) == []
