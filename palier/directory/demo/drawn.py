"""Places drawn from recipes: so many libraries here, so many village rooms there. Pure, seeded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from palier.directory.demo.materials import Materials, email_of, read
from palier.directory.demo.specs import ClosureSpec, LabelSpec, OccupantSpec, PlaceSpec, ServiceSpec, Town

DEPARTEMENTS = ("53", "49")
_CITY_PEOPLE = 40_000  # a city has one place of each kind that suits its size
_PEOPLE_PER_EXTRA_PLACE = 25_000  # a large town has several places of the same kind
_REASONS = ("Congés de l’équipe", "Travaux", "Formation de l’équipe", "Inventaire")


def drawn_places(materials: Materials, towns: Sequence[Town]) -> Iterator[PlaceSpec]:
    """Yield the places of every recipe in `towns`, each name used once. Raises IndexError if names run out."""
    for recipe in read("recipes")["recipes"]:
        names = list(materials.names[recipe["names"]])
        materials.rng.shuffle(names)
        for departement in DEPARTEMENTS:
            for town in _draw_towns(materials, recipe, [t for t in towns if t.departement == departement]):
                name = names.pop()
                known = {"name": name, "kinds": recipe["kinds"]} if isinstance(name, str) else _named(name)
                yield _place(materials, recipe, town, **known)


def _named(entry: dict[str, str]) -> dict[str, Any]:
    return {"name": entry["name"], "kinds": [entry["kind"]]}


def _draw_towns(materials: Materials, recipe: dict[str, Any], towns: Sequence[Town]) -> list[Town]:
    low, high = recipe["people"]
    fit = [t for t in towns if low <= t.population <= high]
    tickets = [t for t in fit for _ in range(1 + t.population // _PEOPLE_PER_EXTRA_PLACE)]
    count = recipe["counts"][fit[0].departement]
    materials.rng.shuffle(tickets)
    cities = [t for t in fit if t.population >= _CITY_PEOPLE]
    return (cities + tickets)[:count]


def _place(
    materials: Materials, recipe: dict[str, Any], town: Town, *, name: str, kinds: list[str]
) -> PlaceSpec:
    rng = materials.rng
    lat, lon = materials.point_near(town)
    operator = (
        f"{recipe['operator']}-{town.departement}" if recipe["operator"] in _LOCAL else recipe["operator"]
    )
    place = PlaceSpec(
        public_id=materials.public_id(),
        name=name,
        insee=town.insee,
        kinds=tuple(kinds),
        lat=lat,
        lon=lon,
        address=materials.address(),
        postal_code=town.postal_code,
        operator=operator,
        funding_scheme=recipe.get("funding_scheme", ""),
        opening_hours=rng.choice(materials.hours["opening"][recipe["opening"]]) if recipe["opening"] else "",
        activities=tuple(rng.sample(materials.names["activities"], k=rng.choice([0, 0, 1, 2, 3]))),
        capabilities_yes=_yes(materials, recipe),
        verified_days_ago=materials.verified_days_ago(),
        phone=materials.phone(),
        email=email_of(name) if rng.random() < 0.7 else "",
        labels=_labels(materials, recipe),
        closures=_closures(materials),
        services=tuple(_services(materials, recipe, kinds[0], town)),
    )
    return replace(
        place, occupants=_occupants(materials, recipe, place), capabilities_no=_no(materials, place)
    )


_LOCAL = ("lecture", "accueil", "numerique")  # structures that exist once per département


def _yes(materials: Materials, recipe: dict[str, Any]) -> tuple[str, ...]:
    rng = materials.rng
    likely = [kind for kind in recipe["likely"] if rng.random() < 0.9]
    return tuple(likely + [kind for kind in recipe["possible"] if rng.random() < 0.5])


def _no(materials: Materials, place: PlaceSpec) -> tuple[str, ...]:
    """Say « non » to some of what is not there; the rest stays unknown."""
    absent = [
        k
        for k in ("SCANNER", "PRINTER", "HEARING_LOOP", "PARKING", "STEP_FREE")
        if k not in place.capabilities_yes
    ]
    return tuple(k for k in absent if materials.rng.random() < 0.35)


def _labels(materials: Materials, recipe: dict[str, Any]) -> tuple[LabelSpec, ...]:
    rng = materials.rng
    return tuple(
        LabelSpec(code=label["code"], status=label["status"], days_ago=rng.randint(60, 1500))
        for label in recipe.get("labels", [])
        if rng.random() < label["share"]
    )


def _closures(materials: Materials) -> tuple[ClosureSpec, ...]:
    rng = materials.rng
    if rng.random() > 0.12:
        return ()
    start = rng.randint(2, 60)
    return (ClosureSpec(from_days=start, to_days=start + rng.randint(0, 9), reason=rng.choice(_REASONS)),)


def _occupants(materials: Materials, recipe: dict[str, Any], place: PlaceSpec) -> tuple[OccupantSpec, ...]:
    """Return the structure that runs the place and one guest with its own hours and phone."""
    if "guests" not in recipe:
        return ()
    guest = materials.rng.choice(recipe["guests"])
    hours = materials.rng.choice(materials.hours["helper"]["weekly"])
    return (
        OccupantSpec(
            structure=place.operator, hours=place.opening_hours, note="À l’accueil", phone=place.phone
        ),
        OccupantSpec(structure=guest, hours=hours, note="Bureau de permanence", phone=materials.phone()),
    )


def _services(materials: Materials, recipe: dict[str, Any], kind: str, town: Town) -> Iterator[ServiceSpec]:
    rng = materials.rng
    pool = recipe.get("by_kind", {}).get(kind, recipe["sometimes"])
    drawn = rng.sample(pool, k=min(len(pool), rng.randint(*recipe["how_many"])))
    for offer in dict.fromkeys([*recipe["always"], *drawn]):
        yield materials.service(offer, **_changes(materials, recipe, offer, town))


def _changes(materials: Materials, recipe: dict[str, Any], offer: str, town: Town) -> dict[str, Any]:
    """Return what makes this service this place’s own: who helps, in which languages, whether it is full."""
    rng = materials.rng
    changes: dict[str, Any] = {}
    if offer == "conseiller" or recipe.get("visiting"):
        visiting = f"numerique-{town.departement}"
        changes |= {"provider": visiting, "carrier": visiting, "funding_scheme": "conseiller-numerique"}
        changes["delivery_mode"] = "HOSTED"
    elif offer == "ecrivain-public":
        changes |= {
            "provider": "plumes",
            "delivery_mode": "HOSTED",
            "phone": materials.phone(),
            "phone_label": "Les Plumes d’à côté",
        }
    elif offer == "acces-droits":
        changes |= {"provider": "droits", "delivery_mode": "HOSTED"}
    elif offer in ("emploi", "formation"):
        changes |= {
            "delivery_mode": "PARTNERSHIP",
            "partners": [("emploi", "oriente les personnes et anime une séance sur deux")],
        }
    if "hours" in materials.offers[offer] and rng.random() < 0.5:
        changes["helper_name"] = rng.choice(materials.names["helpers"])
    if rng.random() < 0.15:
        changes["languages"] = [
            "fr",
            *rng.sample(["en", "ar", "uk", "es", "pt", "tr", "fsl", "ru"], k=rng.choice([1, 1, 2])),
        ]
    if "APPOINTMENT" in materials.offers[offer]["access"] and rng.random() < 0.08:
        changes |= {
            "is_full": True,
            "full_delay_weeks": rng.randint(2, 6),
            "availability_days_ago": rng.randint(1, 30),
        }
    return changes
