"""What a demonstration is made of, before it touches a database. Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ServiceSpec:
    """One service to add. Structures by key, needs and lists by code, days counted back from today."""

    name: str
    needs: tuple[str, ...]
    description: str = ""
    not_done: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    price: str = "UNKNOWN"
    price_detail: str = ""
    audiences: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    entry_conditions: str = ""
    procedures: tuple[str, ...] = ()
    helper_hours: str = ""
    helper_name: str = ""
    provider: str = ""
    host: str = ""
    carrier: str = ""
    funding_scheme: str = ""
    delivery_mode: str = "OWN"
    delivery_state: str = "EFFECTIVE"
    partners: tuple[tuple[str, str], ...] = ()  # structure key, role
    is_full: bool = False
    full_delay_weeks: int | None = None
    is_closed_to_new_people: bool = False
    availability_days_ago: int = 0
    starts_days_ago: int | None = None
    ends_days_ago: int | None = None
    covers_km: float = 0.0
    covers_departement: str = ""
    phone: str = ""
    phone_label: str = ""
    phone_hours: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class OccupantSpec:
    """A structure present in a place, with its own hours and phone."""

    structure: str
    hours: str
    note: str = ""
    phone: str = ""


@dataclass(frozen=True)
class LabelSpec:
    """A label asked for, held or lost."""

    code: str
    status: str
    days_ago: int
    until_days_ago: int | None = None


@dataclass(frozen=True)
class ClosureSpec:
    """Days to come when the place is shut, counted from today."""

    from_days: int
    to_days: int
    reason: str = ""


@dataclass(frozen=True)
class PlaceSpec:
    """One place to build, with everything it holds. `public_id` makes addresses the same in every build."""

    public_id: str
    name: str
    insee: str
    kinds: tuple[str, ...]
    lat: float
    lon: float
    address: str
    postal_code: str
    operator: str = ""
    carrier: str = ""
    funding_scheme: str = ""
    description: str = ""
    opening_hours: str = ""
    hours_note: str = ""
    access_notes: str = ""
    internal_notes: str = ""
    activities: tuple[str, ...] = ()
    capabilities_yes: tuple[str, ...] = ()
    capabilities_no: tuple[str, ...] = ()
    in_priority_district: bool = False
    is_volunteer_run: bool = False
    is_only_public_service: bool = False
    verified_days_ago: int | None = None
    phone: str = ""
    email: str = ""
    professional_phone: str = ""
    coordinator_phone: str = ""
    occupants: tuple[OccupantSpec, ...] = ()
    labels: tuple[LabelSpec, ...] = ()
    closures: tuple[ClosureSpec, ...] = ()
    services: tuple[ServiceSpec, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True)
class StructureSpec:
    """An invented structure."""

    key: str
    name: str
    legal_form: str
    sector: str
    insee: str
    phone: str
    email: str
    description: str = ""


@dataclass(frozen=True)
class RelationSpec:
    """A dated tie between two structures, by key."""

    source: str
    kind: str
    target: str
    days_ago: int


@dataclass(frozen=True)
class Plan:
    """The whole demonstration, in the order it is built."""

    structures: tuple[StructureSpec, ...]
    relations: tuple[RelationSpec, ...]
    places: tuple[PlaceSpec, ...] = field(default=())


@dataclass(frozen=True)
class Town:
    """A real commune that the plan may use. Degrees WGS 84."""

    insee: str
    name: str
    departement: str
    population: int
    lat: float
    lon: float
    postal_code: str
