"""What the API answers, for its own description: the keys of `directory.exports.place_record` and their types.

Keys never leave and never change their meaning; a test holds them.
"""

from ninja import Schema
from pydantic import ConfigDict


class Shape(Schema):
    """An object whose keys are all there, always."""

    model_config = ConfigDict(extra="forbid")


class CommuneOut(Shape):
    insee_code: str
    name: str


class DepartementOut(Shape):
    code: str
    name: str


class EpciOut(Shape):
    siren: str
    name: str


class ClosureOut(Shape):
    starts_on: str
    ends_on: str
    reason: str


class ContactOut(Shape):
    kind: str
    value: str
    label: str
    is_preferred: bool
    phone_hours: str


class OccupantOut(Shape):
    name: str
    opening_hours: str
    hours_note: str
    note: str
    contacts: list[ContactOut]


class ServiceOut(Shape):
    id: str
    name: str
    description: str
    not_done: list[str]
    needs: list[str]
    national_services: list[str]
    audiences: list[str]
    supports: list[str]
    languages: list[str]
    modalities: list[str]
    access_modes: list[str]
    entry_conditions: str
    prices: list[str]
    price_detail: str
    provider: str
    helper_name: str
    helper_hours: str
    helper_hours_note: str
    is_full: bool
    full_delay_weeks: int | None
    is_closed_to_new_people: bool
    availability_stated_on: str | None
    contacts: list[ContactOut]


class PlaceOut(Shape):
    id: str
    url: str
    name: str
    kinds: list[str]
    description: str
    address: str
    address_extra: str
    postal_code: str
    commune: CommuneOut
    departement: DepartementOut
    epci: EpciOut | None
    lat: float | None
    lon: float | None
    access_notes: str
    itinerancy: str
    opening_hours: str
    hours_note: str
    time_zone: str
    closures: list[ClosureOut]
    contacts: list[ContactOut]
    operator: str
    siret: str
    occupants: list[OccupantOut]
    capabilities: dict[str, str]
    labels: list[str]
    activities: list[str]
    acceslibre_url: str
    services: list[ServiceOut]
    source: str
    verified_on: str | None
    verified_by: str
    is_stale: bool
    owner: str
    updated_on: str
    is_demo: bool


class ListedPlaceOut(PlaceOut):
    distance_km: float | None


class LabelOut(Shape):
    code: str
    label: str


class SessionPlaceOut(Shape):
    id: str | None
    name: str


class SessionOut(Shape):
    id: str
    uid: str
    url: str
    status: str
    cancelled_reason: str
    revision: int
    title: str
    theme: str
    description: str
    format: LabelOut
    series: str | None
    starts_at: str
    ends_at: str
    time_zone: str
    place: SessionPlaceOut | None
    room: str
    address: str
    postal_code: str
    commune: CommuneOut | None
    lat: float | None
    lon: float | None
    online_url: str
    phone: str
    organiser: str
    level: str
    school_level: str
    minimum_age: int | None
    topics: list[str]
    needs: list[str]
    audiences: list[str]
    languages: list[str]
    purposes: list[str]
    registration: str
    is_open_door: bool
    is_open_to_all: bool
    brings_own_device: bool
    price: str
    capacity: int | None
    seats_left: int | None
    updated_at: str
    is_demo: bool


class SessionsOut(Shape):
    sessions: list[SessionOut]
    next: str | None
    next_cursor: str | None
    licence: str


class UnderstoodOut(Shape):
    need: str
    words: list[str]
    corrected: str


class PlacesOut(Shape):
    places: list[ListedPlaceOut]
    next: str | None
    next_cursor: str | None
    understood: UnderstoodOut
    licence: str


class TerritoryOut(Shape):
    reference: str
    kind: str
    code: str
    name: str


class TerritoriesOut(Shape):
    territories: list[TerritoryOut]


class NeedOut(Shape):
    code: str
    label: str
    description: str
    is_in_scope: bool
    out_of_scope_text: str
    national_services: list[str]


class FamilyOut(NeedOut):
    needs: list[NeedOut]


class NeedsOut(Shape):
    families: list[FamilyOut]


class ErrorOut(Shape):
    parameter: str
    message: str
    allowed: list[str]


class RefusalOut(Shape):
    detail: str
    errors: list[ErrorOut]
