"""Communes and what surrounds them. `CommuneFactory(insee_code="53084", name="Craon", postal_code="53400")`."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from palier.territory.enums import Density, EpciKind, FormerCommuneKind
from palier.territory.models import Commune, Departement, Epci, FormerCommune, PostalCode, Region

DEPARTEMENT_NAMES = {"49": "Maine-et-Loire", "53": "Mayenne", "75": "Paris", "974": "La Réunion"}
TIME_ZONES = {"974": "Indian/Reunion", "971": "America/Guadeloupe", "988": "Pacific/Noumea"}


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = "52"
    name = "Pays de la Loire"
    name_kind = 4


class DepartementFactory(DjangoModelFactory):
    class Meta:
        model = Departement
        django_get_or_create = ["code"]

    code = "53"
    name = factory.LazyAttribute(lambda row: DEPARTEMENT_NAMES.get(row.code, f"Département {row.code}"))
    name_kind = 3
    region = factory.SubFactory(RegionFactory)
    time_zone = factory.LazyAttribute(lambda row: TIME_ZONES.get(row.code, "Europe/Paris"))
    school_zone = "B"


class EpciFactory(DjangoModelFactory):
    class Meta:
        model = Epci
        django_get_or_create = ["siren"]

    siren = factory.Sequence(lambda n: f"{200000000 + n}")
    name = "Communauté de communes du Pays de Craon"
    kind = EpciKind.CC


class CommuneFactory(DjangoModelFactory):
    """A commune of the département that its code says; `postal_code="53400"` gives it one."""

    class Meta:
        model = Commune
        skip_postgeneration_save = True

    class Params:
        departement_code = factory.LazyAttribute(
            lambda row: row.insee_code[:3] if row.insee_code >= "97" else row.insee_code[:2]
        )

    insee_code = factory.Sequence(lambda n: f"53{300 + n % 700}")
    name = factory.Sequence(lambda n: f"Bourg-Neuf-{n}")
    name_kind = 0
    departement = factory.SubFactory(DepartementFactory, code=factory.SelfAttribute("..departement_code"))
    population = 1000
    lat = 47.85
    lon = -0.95
    area_km2 = 20.0
    density = Density.RURAL

    @factory.post_generation
    def postal_code(self: Any, create: bool, value: str | None, **kwargs: Any) -> None:
        if create and value:
            PostalCodeFactory(commune=self, code=value)


class FormerCommuneFactory(DjangoModelFactory):
    class Meta:
        model = FormerCommune

    insee_code = factory.Sequence(lambda n: f"49{400 + n % 600}")
    name = factory.Sequence(lambda n: f"Vieux-Bourg-{n}")
    kind = FormerCommuneKind.DELEGATED
    commune = factory.SubFactory(CommuneFactory)


class PostalCodeFactory(DjangoModelFactory):
    class Meta:
        model = PostalCode

    code = "53400"
    commune = factory.SubFactory(CommuneFactory)
