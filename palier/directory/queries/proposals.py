"""Corrections proposed and first publications that wait for somebody’s decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from palier.directory.editable import PLACE_FIELDS, read_place, say_value
from palier.directory.enums import PlaceStatus, ReportStatus
from palier.directory.models import CorrectionProposal, Place, RecordChange

Contacts = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ProposedField:
    """One field of a proposal, in words: as it was when proposed, as it is today, as it is proposed."""

    name: str
    label: str
    before: str
    today: str
    proposed: str

    @property
    def has_moved(self) -> bool:
        """Tell whether the record has changed since somebody proposed."""
        return self.before != self.today

    @property
    def is_done(self) -> bool:
        """Tell whether the record says already what is proposed."""
        return self.today == self.proposed


def proposals_to_decide(places: Q) -> QuerySet[CorrectionProposal]:
    """Proposals that wait, about places within `places`, oldest first."""
    return _proposals(places).filter(status=ReportStatus.NEW).order_by("created_at", "pk")


def proposals_decided(places: Q) -> QuerySet[CorrectionProposal]:
    """Proposals accepted or refused, about places within `places`, the last decided first."""
    return _proposals(places).exclude(status=ReportStatus.NEW).order_by("-decided_at", "-pk")


def proposal_by_pk(pk: int, places: Q) -> CorrectionProposal | None:
    """Return the proposal of that number if it is about a place within `places`."""
    return _proposals(places).filter(pk=pk).first()


def _proposals(places: Q) -> QuerySet[CorrectionProposal]:
    within = Place.objects.filter(places).values("pk")
    return CorrectionProposal.objects.filter(place__in=within).select_related(
        "place__commune__departement", "by", "decided_by"
    )


def proposed_fields(proposal: CorrectionProposal) -> list[ProposedField]:
    """Return what a proposal would change, field by field, in the order of the form."""
    now = read_place(proposal.place)
    found = []
    for name, field in PLACE_FIELDS.items():
        if name not in proposal.changes:
            continue
        before, after = proposal.before.get(name), proposal.changes[name]
        today = now[name]
        if name == "contacts":
            today = [contact for contact in today if contact["visibility"] == "PUBLIC"]
        found.append(
            ProposedField(
                name, field.label, say_value(field, before), say_value(field, today), say_value(field, after)
            )
        )
    return found


def first_publications(places: Q) -> QuerySet[Place]:
    """Places written by an account without role, which wait to be read, within `places`; oldest first."""
    written = RecordChange.objects.filter(service=None).select_related("by").order_by("made_at", "pk")
    return (
        Place.objects.filter(places, status=PlaceStatus.WAITING)
        .select_related("commune__departement", "owner")
        .prefetch_related(Prefetch("changes", written, to_attr="written"))
        .order_by("created_at", "pk")
    )


def first_publication(public_id: str, places: Q) -> Place | None:
    """Return one of `first_publications`."""
    return first_publications(places).filter(public_id=public_id).first()


# --- Contacts ---------------------------------------------------------------------------------------------


def contacts_gone(before: Contacts, after: Contacts) -> set[tuple[str, str]]:
    """Return (kind, value) of the contacts that somebody takes out or replaces."""
    return {_key(contact) for contact in before} - {_key(contact) for contact in after}


def contacts_today(*, before: Contacts, after: Contacts, current: Contacts) -> list[dict[str, Any]]:
    """Return the contacts of today with the same difference made to them as from `before` to `after`.

    Those that the person could not see, or that were added meanwhile, stay.
    """
    gone = contacts_gone(before, after)
    had = {_key(contact) for contact in before}
    have = {_key(contact) for contact in current}
    fresh = [dict(contact) for contact in after if _key(contact) not in had | have]
    result: list[dict[str, Any]] = []
    for contact in current:
        if _key(contact) not in gone:
            result.append(dict(contact))
            continue
        replacement = next((new for new in fresh if new["kind"] == contact["kind"]), None)
        if replacement is not None:
            fresh.remove(replacement)
            result.append({**replacement, "is_preferred": contact["is_preferred"]})
    return [*result, *({**contact, "is_preferred": False} for contact in fresh)]


def _key(contact: Mapping[str, Any]) -> tuple[str, str]:
    return contact["kind"], contact["value"]
