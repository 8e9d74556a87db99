"""After every action the search index is what a rebuild would write."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from palier.directory import actions
from palier.directory.actions.search import DOC_FIELDS
from palier.directory.enums import (
    Answer,
    CapabilityKind,
    ContactKind,
    GrantStatus,
    PlaceStatus,
    ServiceStatus,
)
from palier.directory.models import (
    Place,
    SearchDoc,
    Service,
)
from tests.factories.directory import (
    ALWAYS,
    NOW,
    AudienceFactory,
    LanguageFactory,
    PlaceFactory,
    SchemeFactory,
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


# --- The index follows every action ---------------------------------------------------------------------------

Change = Callable[[Place, Service], object]
CHANGES: dict[str, Change] = {
    "update_place": lambda place, _s: actions.update_place(
        place=place, now=NOW, name="Le Kiosque", opening_hours=ALWAYS, description="Couture et wifi"
    ),
    "update_place: other commune": lambda place, _s: actions.update_place(
        place=place, now=NOW, commune=commune("53130"), lat=48.07, lon=-0.77
    ),
    "update_place: restricted text": lambda place, _s: actions.update_place(
        place=place, now=NOW, description="secret", field_visibility={"description": "PROFESSIONAL"}
    ),
    "unpublish_place": lambda place, _s: actions.unpublish_place(place=place, now=NOW),
    "close_place": lambda place, _s: actions.close_place(place=place, now=NOW),
    "close_place: moved": lambda place, _s: actions.close_place(
        place=place, now=NOW, moved_to=a_place("Nouvelle")
    ),
    "publish_place again": lambda place, _s: actions.publish_place(place=place, now=NOW),
    "declare_capability": lambda place, _s: actions.declare_capability(
        place=place, kind=CapabilityKind.COMPUTER, answer=Answer.YES, now=NOW
    ),
    "declare_capability: no": lambda place, _s: actions.declare_capability(
        place=place, kind=CapabilityKind.WIFI, answer=Answer.NO, now=NOW
    ),
    "declare_capability: unknown": lambda place, _s: actions.declare_capability(
        place=place, kind=CapabilityKind.WIFI, answer=Answer.UNKNOWN, now=NOW
    ),
    "add_occupant": lambda place, _s: actions.add_occupant(
        place=place, structure=StructureFactory(name="Mission locale"), now=NOW
    ),
    "add_closure": lambda place, _s: actions.add_closure(
        place=place, starts_on=TODAY, ends_on=TODAY, now=NOW
    ),
    "add_closure of a service": lambda place, service: actions.add_closure(
        place=place, starts_on=TODAY, ends_on=TODAY, now=NOW, service=service
    ),
    "grant_label": lambda place, _s: actions.grant_label(place=place, scheme=SchemeFactory(), now=NOW),
    "grant_label: lost": lambda place, _s: actions.grant_label(
        place=place, scheme=SchemeFactory(), now=NOW, status=GrantStatus.LOST
    ),
    "verify_place": lambda place, _s: actions.verify_place(place=place, by_label="la mairie", now=NOW),
    "add_contact": lambda place, _s: actions.add_contact(of=place, kind=ContactKind.PHONE, value="3646"),
    "report_error": lambda place, _s: actions.report_error(place=place, message="Non", contact="", now=NOW),
    "redirect_place": lambda place, _s: actions.redirect_place(public_id="00000000", to=place),
    "add_service": lambda place, _s: actions.add_service(
        place=place, name="Brouillon", needs=[a_need("photos", "Mes photos")]
    ),
    "publish_service": lambda place, _s: a_service(place, a_need("photos", "Mes photos"), name="Photos"),
    "update_service": lambda _p, service: actions.update_service(
        service=service, now=NOW, name="Impôts du lundi", helper_hours=ALWAYS, price="FREE"
    ),
    "update_service: lists": lambda _p, service: actions.update_service(
        service=service,
        now=NOW,
        needs=[a_need("photos", "Mes photos")],
        audiences=[AudienceFactory()],
        languages=[LanguageFactory()],
    ),
    "update_service: draft again": lambda _p, service: actions.update_service(
        service=service, now=NOW, status=ServiceStatus.DRAFT
    ),
    "state_availability": lambda _p, service: actions.state_availability(
        service=service, now=NOW, is_full=True
    ),
    "cover": lambda _p, service: actions.cover(service=service, communes=[commune("53130")]),
    "add_synonym": lambda _p, service: actions.add_synonym(
        need=service.needs.get(), text="payer mes taxes", on=TODAY
    ),
    **{
        f"update_structure: {role}": lambda place, service, role=role: actions.update_structure(
            structure=_structure_of(place, service, role), now=NOW, name="Nom tout neuf"
        )
        for role in ("operator", "place carrier", "occupant", "provider", "host", "carrier", "partner")
    },
}


def _structure_of(place: Place, service: Service, role: str) -> Any:
    return {
        "operator": lambda: place.operator,
        "place carrier": lambda: place.carrier,
        "occupant": lambda: place.occupants.get().structure,
        "provider": lambda: service.provider,
        "host": lambda: service.host,
        "carrier": lambda: service.carrier,
        "partner": lambda: service.partners.get().structure,
    }[role]()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_every_action_the_index_is_what_a_rebuild_would_write(change: Change) -> None:
    place = a_place(operator=StructureFactory(), carrier=StructureFactory())
    actions.add_occupant(place=place, structure=StructureFactory(), now=NOW)
    actions.declare_capability(place=place, kind=CapabilityKind.WIFI, answer=Answer.YES, now=NOW)
    service = a_service(
        place,
        a_need(),
        provider=StructureFactory(),
        host=StructureFactory(),
        carrier=StructureFactory(),
        partners=[(StructureFactory(), "prête la salle")],
    )

    change(place, service)

    after = document_of(place)
    assert after == rebuilt_document_of(place)


def test_the_new_name_of_a_structure_is_found_at_once() -> None:
    place = a_place(operator=StructureFactory(name="La Ligue"))
    assert place.operator is not None

    actions.update_structure(structure=place.operator, now=NOW, name="Fédération des écureuils")

    document = document_of(place)
    assert document is not None
    assert " ecureuil " in document["body"]


def test_the_index_is_rebuilt_in_batches_and_forgets_what_is_no_longer_published() -> None:
    places = [a_place(f"Lieu {n}") for n in range(5)]
    Place.objects.filter(pk=places[0].pk).update(status=PlaceStatus.UNPUBLISHED)

    assert list(actions.rebuild_search_index(on=TODAY, batch_size=3)) == [3, 4]

    assert set(SearchDoc.objects.values_list("pk", flat=True)) == {p.pk for p in places[1:]}


def test_a_draft_is_never_in_the_index() -> None:
    draft = PlaceFactory()

    assert actions.refresh_search_docs(place_ids=[draft.pk], on=TODAY) == 0
    assert document_of(draft) is None
