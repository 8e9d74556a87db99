"""The plan of the demonstration: which structures, which places, with what. Pure: same seed, same plan."""

from collections.abc import Sequence

from palier.core.geo import Point, haversine_km
from palier.directory.demo.drawn import drawn_places
from palier.directory.demo.handmade import handmade_places
from palier.directory.demo.materials import Materials, email_of, read
from palier.directory.demo.specs import Plan, RelationSpec, StructureSpec, Town


def make_plan(*, seed: int, towns: Sequence[Town]) -> Plan:
    """Return the whole demonstration for `towns`, in the order given (it matters to the draw).

    Around one commune of the special file no fixed place is drawn, so that help comes by the road, by phone or
    at home. Raises KeyError if a commune named in the files is not in `towns`.
    """
    materials = Materials(seed)
    by_insee = {town.insee: town for town in towns}
    file = read("structures")
    structures = tuple(
        StructureSpec(
            key=s["key"],
            name=s["name"],
            legal_form=s["legal_form"],
            sector=s["sector"],
            insee=s["home"],
            description=s.get("description", ""),
            phone=materials.phone(),
            email=email_of(s["name"]),
        )
        for s in file["structures"]
    )
    relations = tuple(RelationSpec(**relation) for relation in file["relations"])
    places = [*handmade_places(materials, by_insee), *drawn_places(materials, _within_reach(by_insee, towns))]
    return Plan(structures=structures, relations=relations, places=tuple(places))


def _within_reach(by_insee: dict[str, Town], towns: Sequence[Town]) -> list[Town]:
    far_away = read("special")["far_away"]
    center = by_insee[far_away["insee"]]
    return [
        town
        for town in towns
        if haversine_km(Point(center.lat, center.lon), Point(town.lat, town.lon)) > far_away["radius_km"]
    ]
