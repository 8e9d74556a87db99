"""Invented equipment of the demonstration: inventory, cases, loans, a request, something late, something missing.

Everything goes through the actions that people use, at the hours when they would have used them.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.agenda.clock import instant_of
from palier.agenda.models import Session
from palier.directory.demo.people import DIGITAL, LIBRARIES
from palier.directory.models import Place, Structure
from palier.kits import actions
from palier.kits.actions.reserving import Wanted
from palier.kits.enums import EquipmentKind, SharingRule
from palier.kits.models import EquipmentItem, Kit, KitTemplate, Reservation
from palier.kits.queries.checks import expected_lines

KEEPS = timedelta(days=40)  # how long ago the inventory was written
MOST_SESSIONS = 3
TABLETS = 4
PARIS, OPENING = ZoneInfo("Europe/Paris"), time(9)


def is_built() -> bool:
    """Tell whether the equipment is there already."""
    return EquipmentItem.objects.filter(is_demo=True).exists()


@transaction.atomic
def build_kits(*, now: datetime) -> int:
    """Write the inventory of two invented structures and what happened to it; return how many things.

    Needs the invented structures and the standard cases. Returns 0 if it is there already, or if they are not.
    """
    by_name = {s.name: s for s in Structure.objects.filter(is_demo=True, name__in=(LIBRARIES, DIGITAL))}
    if is_built() or len(by_name) < 2 or not KitTemplate.objects.exists():
        return 0
    libraries, digital = by_name[LIBRARIES], by_name[DIGITAL]
    projector = _inventory(libraries, now=now - KEEPS)
    case = _case(digital, "mobile-case", "Valise nomade n° 1", now=now - KEEPS)
    _case(libraries, "toolbox", "Boîte à outils numérique du réseau", now=now - KEEPS)
    _lost_on_the_way(case, borrower=libraries, now=now)
    _late(digital, borrower=libraries, now=now)
    _asked(projector, borrower=digital, now=now)
    _for_sessions(libraries, now=now)
    return EquipmentItem.objects.filter(is_demo=True).count()


def _inventory(owner: Structure, *, now: datetime) -> EquipmentItem:
    """Write the things of the libraries; return the projector that they share."""
    place = Place.objects.filter(owner=owner, is_demo=True, status="PUBLISHED").order_by("pk").first()
    kept = {"place": place, "where": "Réserve, deuxième étagère"}
    projector = _thing(
        owner,
        {
            "kind": EquipmentKind.PROJECTOR,
            "label": "Vidéoprojecteur blanc",
            "inventory_number": "VP-01",
            "sharing": SharingRule.ON_AGREEMENT,
            "note": "Le câble HDMI est dans la housse.",
            **kept,
        },
        now=now,
    )
    case = actions.create_kit(
        owner=owner,
        template=None,
        values={"label": "Valise des tablettes", "inventory_number": "TAB", **kept},
        now=now,
        is_demo=True,
    )
    for number in range(1, TABLETS + 1):
        told = {
            "kind": EquipmentKind.TABLET,
            "label": f"Tablette n° {number}",
            "inventory_number": f"TAB-{number}",
        }
        actions.put_in_kit(kit=case, item=_thing(owner, told, now=now), now=now)
    actions.add_line(kit=case, label="Chargeur de tablette", quantity=TABLETS)
    return projector


def _thing(owner: Structure, values: Mapping[str, object], *, now: datetime) -> EquipmentItem:
    return actions.add_item(owner=owner, values=values, now=now, is_demo=True)


def _case(owner: Structure, code: str, label: str, *, now: datetime) -> Kit:
    values = {"label": label, "sharing": SharingRule.FREELY, "where": "Bureau de l’accueil"}
    template = KitTemplate.objects.get(code=code)
    return actions.create_kit(owner=owner, template=template, values=values, now=now, is_demo=True)


def _reserved(
    thing: EquipmentItem, borrower: Structure, *, starts_at: datetime, days: int, purpose: str, now: datetime
) -> Reservation:
    wanted = Wanted(
        thing=thing,
        structure=borrower,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=days),
        purpose=purpose,
    )
    return actions.reserve(wanted=wanted, by=None, now=now)


def _morning(moment: datetime) -> datetime:
    """Nine o’clock that day: people lend when they open."""
    return instant_of(moment.astimezone(PARIS).date(), at=OPENING, zone=PARIS)


def _whole(thing: EquipmentItem, **changed: actions.Counted) -> dict[str, actions.Counted]:
    lines = expected_lines(thing)
    return {line.key: changed.get(line.label, actions.Counted(line.expected)) for line in lines}


def _lost_on_the_way(case: Kit, *, borrower: Structure, now: datetime) -> None:
    """Lend the case a fortnight ago; a mouse did not come back."""
    left, back = _morning(now - timedelta(days=14)), _morning(now - timedelta(days=12))
    loan = _reserved(case.case, borrower, starts_at=left, days=3, purpose="Permanences au marché", now=left)
    actions.check_out(reservation=loan, counts=_whole(case.case), by=None, now=left)
    counts = _whole(case.case, Souris=actions.Counted(3, 0, "Sans doute restée à la salle des fêtes."))
    actions.check_in(reservation=loan, counts=counts, by=None, now=back)


def _late(owner: Structure, *, borrower: Structure, now: datetime) -> None:
    """Lend a router that should have come back yesterday."""
    left = _morning(now - timedelta(days=4))
    told = {"kind": EquipmentKind.NETWORK, "label": "Routeur 4G", "sharing": SharingRule.FREELY}
    router = _thing(owner, told, now=now - KEEPS)
    loan = _reserved(router, borrower, starts_at=left, days=3, purpose="Atelier hors les murs", now=left)
    actions.check_out(reservation=loan, counts=_whole(router), by=None, now=left)


def _asked(thing: EquipmentItem, *, borrower: Structure, now: datetime) -> None:
    """Ask for the projector in three weeks: its owner has not answered."""
    start = _morning(now + timedelta(days=21))
    _reserved(thing, borrower, starts_at=start, days=1, purpose="Réunion publique", now=now)


def _for_sessions(owner: Structure, *, now: datetime) -> None:
    """Reserve the tablets and the projector for the next sessions of the libraries, where they are free."""
    things = EquipmentItem.objects.filter(
        owner=owner, label__in=("Valise des tablettes", "Vidéoprojecteur blanc")
    )
    coming = Session.objects.filter(organiser=owner, is_demo=True, status="PUBLISHED", starts_at__gt=now)
    for session in coming.order_by("starts_at", "pk")[:MOST_SESSIONS]:
        for thing in things:
            wanted = Wanted.for_session(session, thing=thing, before_min=60, after_min=60)
            try:
                actions.reserve(wanted=wanted, by=None, now=now)
            except actions.AlreadyReserved:
                continue  # another session of the network has it at that hour
