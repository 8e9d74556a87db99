"""The real communes that the demonstration uses."""

from palier.directory.demo.specs import Town
from palier.territory.models import Commune, PostalCode

DEPARTEMENTS = ("53", "49")


def demo_towns() -> list[Town]:
    """Return the communes of both départements, by INSEE code, each with its first postal code. Two queries."""
    here = Commune.objects.filter(departement__code__in=DEPARTEMENTS)
    codes = dict(
        PostalCode.objects.filter(commune__in=here)
        .order_by("-code")
        .values_list("commune__insee_code", "code")
    )
    rows = here.order_by("insee_code").values_list(
        "insee_code", "name", "departement__code", "population", "lat", "lon"
    )
    return [
        Town(
            insee=insee,
            name=name,
            departement=departement,
            population=population or 0,
            lat=lat,
            lon=lon,
            postal_code=codes.get(insee, ""),
        )
        for insee, name, departement, population, lat, lon in rows
    ]
