"""A small territory and its guide, for tests."""

from typing import Any

from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import Place, Structure
from palier.outreach import actions
from palier.outreach.models import GuideEdition
from tests.factories.directory import NOW, StructureFactory, a_need, a_place, a_service

MAYENNE = "departement:53"
PUBLIC_PHONE, DIRECT_PHONE, DESK_PHONE = "02 61 91 00 10", "02 61 91 00 11", "02 61 91 00 12"
NOTE = "Passer par la cour, code du portail à demander"
HELPER = "Samira B."


def an_offer() -> tuple[Structure, Place]:
    """The library of Craon with what the public, professionals and coordinators may each see; and a workshop."""
    library: Structure = StructureFactory(name="Réseau des médiathèques")
    directory.add_contact(of=library, kind=ContactKind.PHONE, value=PUBLIC_PHONE)
    directory.add_contact(of=library, kind=ContactKind.EMAIL, value="reseau@exemple.example")
    place = a_place(
        "Médiathèque de Craon",
        owner=library,
        operator=library,
        opening_hours="Mo-Fr 09:00-12:00",
        internal_notes=NOTE,
    )
    for value, level in ((DIRECT_PHONE, Visibility.PROFESSIONAL), (DESK_PHONE, Visibility.COORDINATOR)):
        directory.add_contact(of=place, kind=ContactKind.PHONE, value=value, visibility=level)
    taxes = a_need("impots", "Mes impôts")
    a_service(place, taxes, name="Aide aux impôts", helper_name=HELPER)
    workshop = a_place("Atelier du Fil", insee_code="53130")
    a_service(workshop, a_need("reparer", "Réparer mon ordinateur"), name="Réparation")
    a_place("Mairie de Laval", insee_code="53130")  # known by its counter only: no part of a guide
    a_place("Ailleurs", insee_code="49007", owner=library)
    return library, place


def an_edition(year: int = 2026, **fields: Any) -> GuideEdition:
    """An edition of the Mayenne, in preparation."""
    given = {"title": "Guide du numérique", "territory": MAYENNE, "by": None, "now": NOW}
    return actions.create_edition(year=year, **{**given, **fields})


def frozen(year: int = 2026, *, with_public: bool = True) -> GuideEdition:
    """An edition frozen now."""
    edition = an_edition(year)
    actions.freeze_edition(edition=edition, with_public=with_public, now=NOW)
    return edition
