"""Reads of the work of coordination: campaigns, contacts made, mandates, key actors."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from palier.core.text import fold
from palier.directory.enums import CampaignLineStatus
from palier.directory.models import (
    CampaignLine,
    ContactChannel,
    ContactLogEntry,
    IdentificationCampaign,
    KeyActor,
    Mandate,
    Place,
    Structure,
)
from palier.directory.queries.perimeters import Perimeter, territories_inside

COUNTED = {f"{status.name.lower()}_count": status for status in CampaignLineStatus}


def campaigns_within(perimeter: Perimeter) -> QuerySet[IdentificationCampaign]:
    """The campaigns over territories of the perimeter, last begun first, with how many lines have each status.

    Rows gain `line_count`, `to_contact_count`, `contacted_count`, `confirmed_count`, `refused_count`.
    """
    named = IdentificationCampaign.objects.order_by().values_list("territory", flat=True).distinct()
    inside = territories_inside(perimeter, named)
    counts = {name: Count("lines", filter=Q(lines__status=status)) for name, status in COUNTED.items()}
    return (
        IdentificationCampaign.objects.filter(territory__in=inside)
        .select_related("by")
        .annotate(line_count=Count("lines"), **counts)
        .order_by("-starts_on", "-pk")
    )


def campaign_by_pk(pk: int) -> IdentificationCampaign | None:
    """Return one campaign with its counts, as `campaigns_within` does."""
    everywhere = Perimeter(is_everywhere=True)
    return campaigns_within(everywhere).filter(pk=pk).first()


def lines_of(campaign: IdentificationCampaign, *, status: str = "") -> QuerySet[CampaignLine]:
    """The lines of a campaign, in the order they were added, of one status if given."""
    rows = CampaignLine.objects.filter(campaign=campaign).select_related("commune__departement", "structure")
    return rows.filter(**({"status": status} if status else {})).defer("commune__outline").order_by("pk")


def line_by_pk(pk: int) -> CampaignLine | None:
    """Return one line with its campaign."""
    return CampaignLine.objects.select_related("campaign", "commune").filter(pk=pk).first()


def structures_in(perimeter: Perimeter, *, named: str = "") -> QuerySet[Structure]:
    """The structures seated in the perimeter, or that keep a place there, by name."""
    there = Place.objects.filter(perimeter.condition(), owner=OuterRef("pk"))
    condition = Q() if perimeter.is_everywhere else perimeter.condition() | Q(Exists(there))
    rows = (
        Structure.objects.filter(condition).select_related("commune__departement").defer("commune__outline")
    )
    for word in fold(named).split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by("search_text", "pk")


def structure_by_public_id(public_id: str) -> Structure | None:
    """Return one structure with its commune and what holds it."""
    rows = Structure.objects.select_related("commune__departement__region", "commune__epci")
    return rows.filter(public_id=public_id).first()


def contact_log_of(structure: Structure) -> QuerySet[ContactLogEntry]:
    """The contacts made with a structure, the last one first."""
    return ContactLogEntry.objects.filter(structure=structure).select_related("by")


def contacts_to_mark(structure: Structure) -> QuerySet[ContactChannel]:
    """The contacts of a structure and of the places it keeps, which may be those of key actors."""
    of = Q(structure=structure) | Q(place__owner=structure)
    return ContactChannel.objects.filter(of).select_related("place", "structure").order_by("pk")


def mandates_within(perimeter: Perimeter, *, on: date) -> QuerySet[Mandate]:
    """The mandates over territories of the perimeter that have not ended on that day."""
    current = Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    inside = territories_inside(perimeter, current.order_by().values_list("territory", flat=True).distinct())
    return current.filter(territory__in=inside).select_related("structure", "given_by")


def mandates_of(structure: Structure) -> QuerySet[Mandate]:
    """The mandates of a structure, ended ones too."""
    return Mandate.objects.filter(structure=structure).select_related("given_by")


def mandate_by_pk(pk: int) -> Mandate | None:
    """Return one mandate with its structure."""
    return Mandate.objects.select_related("structure").filter(pk=pk).first()


def key_actors_within(perimeter: Perimeter) -> QuerySet[KeyActor]:
    """The key actors of the territories of the perimeter, by territory."""
    named = KeyActor.objects.order_by().values_list("territory", flat=True).distinct()
    rows = KeyActor.objects.filter(territory__in=territories_inside(perimeter, named))
    return rows.select_related("contact__structure", "contact__place__owner", "marked_by").order_by(
        "territory", "pk"
    )


def key_actor_by_pk(pk: int) -> KeyActor | None:
    """Return one mark with its contact."""
    return KeyActor.objects.select_related("contact__structure").filter(pk=pk).first()
