"""Places written by hand in `special.toml`, and the stops of the rounds. Pure, seeded."""

from collections.abc import Iterator, Mapping
from typing import Any

from palier.directory.demo.materials import Materials, email_of, read
from palier.directory.demo.specs import ClosureSpec, LabelSpec, OccupantSpec, PlaceSpec, ServiceSpec, Town

_FIELDS = (
    "name", "insee", "operator", "carrier", "funding_scheme", "description", "opening_hours", "hours_note",
    "access_notes", "internal_notes", "in_priority_district", "is_volunteer_run", "is_only_public_service",
    "verified_days_ago", "professional_phone", "coordinator_phone", "is_draft", "address",
)  # fmt: skip
_LISTS = ("kinds", "activities", "capabilities_yes", "capabilities_no")


def handmade_places(materials: Materials, towns: Mapping[str, Town]) -> Iterator[PlaceSpec]:
    """Yield the places of `special.toml`, then one place per stop of each round. `towns` are by INSEE code."""
    special = read("special")
    for entry in special["places"]:
        yield _place(materials, entry, towns[entry["insee"]])
    for tour in special["rounds"]:
        for stop in tour["stops"]:
            yield _stop(materials, tour, stop, towns[stop["insee"]])


def _place(materials: Materials, entry: dict[str, Any], town: Town) -> PlaceSpec:
    lat, lon = materials.point_near(town)
    known = {name: entry[name] for name in _FIELDS if name in entry}
    known |= {name: tuple(entry[name]) for name in _LISTS if name in entry}
    return PlaceSpec(
        public_id=materials.public_id(),
        lat=lat,
        lon=lon,
        postal_code=town.postal_code,
        phone=materials.phone(),
        email=email_of(entry["name"]),
        occupants=tuple(OccupantSpec(**_with_phone(materials, o)) for o in entry.get("occupants", [])),
        labels=tuple(LabelSpec(**label) for label in entry.get("labels", [])),
        closures=tuple(ClosureSpec(**closure) for closure in entry.get("closures", [])),
        services=tuple(_service(materials, service) for service in entry.get("services", [])),
        **known,
    )


def _service(materials: Materials, entry: dict[str, Any]) -> ServiceSpec:
    changes = _with_phone(materials, {name: value for name, value in entry.items() if name != "offer"})
    if "partners" in changes:
        changes["partners"] = [(p["structure"], p["role"]) for p in changes["partners"]]
    return materials.service(entry["offer"], **changes)


def _with_phone(materials: Materials, entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"phone": materials.phone()} if entry.get("phone") == "next" else entry


def _stop(materials: Materials, tour: dict[str, Any], stop: dict[str, str], town: Town) -> PlaceSpec:
    lat, lon = materials.point_near(town)
    service = materials.service(
        tour["offer"],
        name=tour["title"],
        needs=tour["needs"],
        description=tour["description"],
        modalities=["MOBILE"],
        access=["WALK_IN"],
        helper_hours=stop["hours"],
        helper_name=tour["helper_name"],
        funding_scheme=tour.get("funding_scheme", ""),
        provider=tour["operator"],
        covers_km=tour["covers_km"],
    )
    return PlaceSpec(
        public_id=materials.public_id(),
        name=f"{tour['title']} : {stop['where']}, {town.name}",
        insee=town.insee,
        kinds=("MOBILE_STOP",),
        lat=lat,
        lon=lon,
        address=stop["where"][0].upper() + stop["where"][1:],
        postal_code=town.postal_code,
        operator=tour["operator"],
        description=tour["description"],
        opening_hours=stop["hours"],
        in_priority_district=tour.get("in_priority_district", False),
        capabilities_yes=("ACCOMPANIMENT", "INTERNET", "COMPUTER"),
        verified_days_ago=14,
        phone=materials.phone(),
        services=(service,),
    )
