"""Structures, places, services, needs and codelists; and an offer that goes through the actions.

The factories write rows and nothing else. `a_place(…)`, `a_service(…)` and `a_need(…)` do what an operator
does, through `palier.directory.actions`, so that the search index knows of it.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from palier.core.geo import Point
from palier.directory import actions
from palier.directory.enums import ContactKind, Modality, PlaceKind, SchemeKind
from palier.directory.models import (
    Audience,
    ContactChannel,
    Framework,
    Language,
    Need,
    NeedSynonym,
    Place,
    Scheme,
    Service,
    SpecialSupport,
    Structure,
)
from palier.territory.enums import Density
from palier.territory.models import Commune
from tests.factories.territory import CommuneFactory

PARIS = ZoneInfo("Europe/Paris")
# A Tuesday morning. Pages read the real clock: their tests use hours that are always or never open.
NOW = datetime(2026, 11, 24, 10, tzinfo=PARIS)
ALWAYS = "24/7"
NEVER = "24/7 off"

# Real communes: INSEE code, name, postal code, latitude, longitude, density, inhabitants.
COMMUNES = {
    "53084": ("Craon", "53400", 47.8476, -0.9506, Density.RURAL, 4_600),
    "53130": ("Laval", "53000", 48.0707, -0.7734, Density.INTERMEDIATE, 49_600),
    "53062": ("Château-Gontier-sur-Mayenne", "53200", 47.8289, -0.7028, Density.INTERMEDIATE, 16_700),
    "49007": ("Angers", "49000", 47.4736, -0.5542, Density.DENSE, 157_000),
    "49331": ("Segré-en-Anjou Bleu", "49500", 47.6866, -0.8727, Density.RURAL, 17_400),
    "97411": ("Saint-Denis", "97400", -20.8789, 55.4481, Density.DENSE, 153_000),
    "98735": ("Papeete", "98714", -17.5374, -149.5687, Density.DENSE, 26_600),
}


def commune(insee_code: str) -> Commune:
    """Return this commune of COMMUNES, created at the first call."""
    found = Commune.objects.filter(insee_code=insee_code).first()
    if found is not None:
        return found
    name, postal_code, lat, lon, density, population = COMMUNES[insee_code]
    made: Commune = CommuneFactory(
        insee_code=insee_code,
        name=name,
        postal_code=postal_code,
        lat=lat,
        lon=lon,
        density=density,
        population=population,
    )
    if insee_code == "98735":
        made.departement.time_zone = "Pacific/Tahiti"
        made.departement.save()
    return made


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework
        django_get_or_create = ["code", "version"]

    code = "besoins"
    version = "1.0"
    name = "Besoins numériques"


class NeedFactory(DjangoModelFactory):
    """A family; with `parent=…`, a need of that family."""

    class Meta:
        model = Need

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"besoin-{n}")
    label = factory.Sequence(lambda n: f"Besoin numéro {n}")


class AudienceFactory(DjangoModelFactory):
    class Meta:
        model = Audience
        django_get_or_create = ["code"]

    code = "seniors"
    label = factory.LazyAttribute(lambda row: row.code.capitalize())


class SpecialSupportFactory(DjangoModelFactory):
    class Meta:
        model = SpecialSupport
        django_get_or_create = ["code"]

    code = "illettrisme"
    label = factory.LazyAttribute(lambda row: row.code.capitalize())


class LanguageFactory(DjangoModelFactory):
    class Meta:
        model = Language
        django_get_or_create = ["code"]

    code = "ar"
    label = factory.LazyAttribute(lambda row: {"ar": "arabe", "pt": "portugais"}.get(row.code, row.code))


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = Scheme
        django_get_or_create = ["code"]

    code = "france-services"
    name = "France services"
    kind = SchemeKind.LABEL


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    name = factory.Sequence(lambda n: f"Association d’entraide {n}")


class PlaceFactory(DjangoModelFactory):
    """A draft place of Craon."""

    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Lieu d’aide {n}")
    commune = factory.LazyFunction(lambda: commune("53084"))
    address = "12 place du Pilori"
    postal_code = "53400"
    lat = 47.8476
    lon = -0.9506


class ServiceFactory(DjangoModelFactory):
    """A draft service without need."""

    class Meta:
        model = Service

    place = factory.SubFactory(PlaceFactory)
    name = "Aide aux démarches en ligne"


class ContactFactory(DjangoModelFactory):
    """A phone number of a structure."""

    class Meta:
        model = ContactChannel

    structure = factory.SubFactory(StructureFactory)
    kind = ContactKind.PHONE
    value = "+33261910000"


# --- Through the actions ------------------------------------------------------------------------------------


def a_need(code: str = "impots", label: str = "Mes impôts", *synonyms: str, **fields: Any) -> Need:
    """A need in force, with the words people use for it."""
    need: Need = NeedFactory(code=code, label=label, **fields)
    for text in synonyms:
        NeedSynonym.objects.create(need=need, text=text)
    return need


def a_place(
    name: str = "Médiathèque de Craon",
    *,
    insee_code: str = "53084",
    kinds: list[PlaceKind] | None = None,
    phone: str = "",
    km_north: float = 0.0,
    **fields: Any,
) -> Place:
    """A published place, `km_north` of the centre of its commune."""
    where = commune(insee_code)
    fields.setdefault("address", "12 place du Pilori")
    fields.setdefault("postal_code", COMMUNES[insee_code][1])
    fields.setdefault("point", Point(where.lat + km_north / 111.195, where.lon))
    place = actions.create_place(name=name, commune=where, kinds=kinds, **fields)
    if phone:
        actions.add_contact(of=place, kind=ContactKind.PHONE, value=phone)
    actions.publish_place(place=place, now=NOW)
    return place


def a_service(
    place: Place,
    *needs: Need,
    name: str = "Aide aux démarches",
    modalities: tuple[Modality, ...] = (Modality.ON_SITE,),
    **fields: Any,
) -> Service:
    """A published service of `place` for `needs`; the index knows of it."""
    service = actions.add_service(place=place, name=name, needs=needs, modalities=modalities, **fields)
    actions.publish_service(service=service, now=NOW)
    return service
