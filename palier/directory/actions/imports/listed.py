"""Contacts, types, capabilities and labels of places: the rows that a view adds or takes away.

What people added themselves was in no view, so it stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from palier.core.db.inserts import insert_values
from palier.directory.actions.imports.fields import CONTACT_FIELDS
from palier.directory.enums import GrantStatus
from palier.directory.models import Capability, ContactChannel, LabelGrant, PlaceType, Scheme

if TYPE_CHECKING:
    from palier.directory.actions.imports.projecting import View


def sync_contacts(views: Iterable[View]) -> None:
    """Add and remove contact channels. One that somebody already wrote is kept once."""
    added: list[tuple[int, str, str]] = []
    for view in views:
        new = {(kind, v): None for name, kind in CONTACT_FIELDS.items() for v in view.new.get(name, [])}
        old = {(kind, v) for name, kind in CONTACT_FIELDS.items() for v in view.old.get(name, [])}
        if gone := old - set(new):
            _remove(ContactChannel, view, (Q(kind=kind, value=value) for kind, value in gone))
        fresh = [pair for pair in new if pair not in old]
        if fresh and not view.is_new:
            there = set(ContactChannel.objects.filter(place=view.place).values_list("kind", "value"))
            fresh = [pair for pair in fresh if pair not in there]
        added += [(view.place.pk, kind, value) for kind, value in fresh]
    insert_values(ContactChannel, ("place_id", "kind", "value"), added)


def sync_types(views: Iterable[View]) -> None:
    """Add and remove what places are."""
    added: list[tuple[int, str, str]] = []
    for view in views:
        old, new = _pairs(view.old, "types"), _pairs(view.new, "types")
        if gone := [pair for pair in old if pair not in new]:
            _remove(PlaceType, view, (Q(kind=kind, national_code=code) for kind, code in gone))
        added += [(view.place.pk, kind, code) for kind, code in new if (kind, code) not in old]
    insert_values(PlaceType, ("place_id", "kind", "national_code"), added, ignore_conflicts=True)


def sync_capabilities(views: Iterable[View]) -> None:
    """Write declared yes and no; forget those that are no longer said."""
    added: list[Capability] = []
    for view in views:
        old, new = dict(_pairs(view.old, "capabilities")), dict(_pairs(view.new, "capabilities"))
        if gone := [kind for kind in old if kind not in new]:
            _remove(Capability, view, (Q(kind=kind) for kind in gone))
        added += [
            Capability(place=view.place, kind=kind, answer=answer)
            for kind, answer in new.items()
            if old.get(kind) != answer
        ]
    Capability.objects.bulk_create(
        added, update_conflicts=True, unique_fields=["place", "kind"], update_fields=["answer"]
    )


def sync_labels(views: Iterable[View]) -> None:
    """Grant and take away labels; a code that our lists do not have is noted on the view."""
    views = list(views)
    codes = {code for view in views for code in (*view.new.get("labels", []), *view.old.get("labels", []))}
    schemes = dict(Scheme.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    added: list[tuple[int, int, str]] = []
    for view in views:
        old, new = view.old.get("labels", []), view.new.get("labels", [])
        if gone := [code for code in old if code not in new]:
            _remove(
                LabelGrant,
                view,
                (Q(scheme__code=code, status=GrantStatus.GRANTED, since_on=None) for code in gone),
            )
        for code in new:
            if code not in schemes:
                view.missing.append(f"Le label « {code} » n’est pas dans nos listes.")
            elif code not in old:
                added.append((view.place.pk, schemes[code], GrantStatus.GRANTED))
    insert_values(LabelGrant, ("place_id", "scheme_id", "status"), added, ignore_conflicts=True)


def _pairs(shown: dict[str, Any], name: str) -> list[tuple[str, str]]:
    return [(str(first), str(second)) for first, second in shown.get(name, [])]


def _remove(
    model: type[ContactChannel | PlaceType | Capability | LabelGrant], view: View, conditions: Iterable[Q]
) -> None:
    for condition in conditions:
        model._default_manager.filter(condition, place=view.place).delete()
