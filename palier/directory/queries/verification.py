"""Verification: which records are due, who is asked about which, and by which link they answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from palier.core.ids import ALPHABET, PUBLIC_ID_LENGTH
from palier.directory.enums import ContactKind, PlaceStatus, ServiceStatus, VerificationChannel
from palier.directory.models import (
    ContactChannel,
    Place,
    Service,
    VerificationRequest,
    VerificationRequestLine,
)

_SALT = "palier.directory.verification"
_CODE_LENGTH = 8  # of the signature in a code to type: 40 bits, after the 40 of the identifier
_READ_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})


@dataclass(frozen=True, slots=True)
class Due:
    """The places that one recipient is to be asked about: by mail if `email` is known, else by letter."""

    email: str
    structure_id: int | None
    place_ids: tuple[int, ...]


def too_old_before(now: datetime, *, months: int) -> date:
    """Return the day before which a verification is too old, months counted as 30.4 days."""
    return (now - timedelta(days=round(months * 30.4))).date()


def places_due(*, now: datetime, months: int, not_asked_since: datetime) -> QuerySet[Place]:
    """Published places last verified (never: put online) more than `months` ago, about whom nobody is being asked.

    Those asked about after `not_asked_since` are left out, answered or not.
    """
    limit = too_old_before(now, months=months)
    is_old = Q(verified_on__lt=limit) | Q(verified_on=None, published_at__date__lt=limit)
    asked = VerificationRequestLine.objects.filter(
        Q(is_open=True) | Q(request__created_at__gt=not_asked_since), place=OuterRef("pk")
    )
    return Place.objects.filter(is_old, ~Exists(asked), status=PlaceStatus.PUBLISHED)


def recipients_due(*, now: datetime, months: int, not_asked_since: datetime) -> list[Due]:
    """Return who is to be asked about which places, those that wait longest first. Five queries.

    Places with the same mail address are asked about together: the address of the owner structure, else that of the
    place. Without address, those of one owner go in one letter, and a place without owner has its own. Whoever was
    asked about anything after `not_asked_since` is left in peace.
    """
    due = places_due(now=now, months=months, not_asked_since=not_asked_since)
    mailed, written = _asked_since(not_asked_since)
    return _by_recipient(due, mailed=mailed, written=written)


def recipients_among(places: Q) -> list[Due]:
    """Return who is to be asked about the published places of `places` that nobody is being asked about, as above.

    Whatever the age of the records and whoever was asked before. Three queries.
    """
    asked = VerificationRequestLine.objects.filter(is_open=True, place=OuterRef("pk"))
    return _by_recipient(Place.objects.filter(places, ~Exists(asked), status=PlaceStatus.PUBLISHED))


def _by_recipient(
    due: QuerySet[Place], *, mailed: Collection[str] = (), written: Collection[int | None] = ()
) -> list[Due]:
    """Group places by the address they share; those `mailed` and the structures `written` to are left out."""
    of_structures = _mail_addresses("structure", due.exclude(owner=None).values("owner"))
    of_places = _mail_addresses("place", due.values("pk"))
    groups: dict[tuple[str, object], list[tuple[int, int | None]]] = {}
    addresses: dict[tuple[str, object], str] = {}
    for pk, owner in due.order_by("verified_on", "published_at", "pk").values_list("pk", "owner_id"):
        email = of_structures.get(owner or 0, "") or of_places.get(pk, "")
        if email.lower() in mailed or (not email and owner in written):
            continue
        key = ("mail", email.lower()) if email else ("structure", owner) if owner else ("place", pk)
        groups.setdefault(key, []).append((pk, owner))
        addresses.setdefault(key, email)
    return [_due(addresses[key], rows) for key, rows in groups.items()]


def _due(email: str, rows: list[tuple[int, int | None]]) -> Due:
    owners = {owner for _, owner in rows}
    return Due(email, owners.pop() if len(owners) == 1 else None, tuple(sorted(pk for pk, _ in rows)))


def _mail_addresses(owner: str, ids: QuerySet[Place, Any]) -> dict[int, str]:
    rows = ContactChannel.objects.filter(kind=ContactKind.EMAIL, **{f"{owner}__in": ids})
    found: dict[int, str] = {}
    for pk, value in rows.order_by("-is_preferred", "pk").values_list(f"{owner}_id", "value"):
        found.setdefault(pk, value)
    return found


def _asked_since(moment: datetime) -> tuple[set[str], set[int | None]]:
    rows = VerificationRequest.objects.filter(created_at__gt=moment)
    told = rows.values_list("channel", "sent_to", "structure_id")
    mailed = {sent_to.lower() for channel, sent_to, _ in told if channel == VerificationChannel.EMAIL}
    written: set[int | None] = {pk for channel, _, pk in told if channel == VerificationChannel.LETTER and pk}
    return mailed, written


# --- The link ---------------------------------------------------------------------------------------------


def link_token(request: VerificationRequest) -> str:
    """Return what the address of the link ends with: the identifier of the request, signed."""
    return Signer(salt=_SALT, sep=".").sign(request.public_id)


def link_code(request: VerificationRequest) -> str:
    """Return what stands for the link in a letter: sixteen characters to type, in fours."""
    code = request.public_id + _short_signature(request.public_id)
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def request_by_token(token: str) -> VerificationRequest | None:
    """Return the request that a link opens, expired or not; None if we did not sign it."""
    try:
        public_id = Signer(salt=_SALT, sep=".").unsign(token)
    except BadSignature:
        return None
    return _request(public_id)


def request_by_code(typed: str) -> VerificationRequest | None:
    """Return the request of a code typed from a letter, whatever the case, spaces and look-alike letters."""
    code = "".join(c for c in typed.lower() if c.isalnum()).translate(_READ_ALIKE)
    public_id, signature = code[:PUBLIC_ID_LENGTH], code[PUBLIC_ID_LENGTH:]
    if not code.isascii() or not constant_time_compare(signature, _short_signature(public_id)):
        return None
    return _request(public_id)


def _request(public_id: str) -> VerificationRequest | None:
    return VerificationRequest.objects.select_related("structure").filter(public_id=public_id).first()


def _short_signature(public_id: str) -> str:
    digest = salted_hmac(f"{_SALT}.code", public_id, algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_CODE_LENGTH])


def _lines() -> QuerySet[VerificationRequestLine]:
    shown = Service.objects.filter(status=ServiceStatus.PUBLISHED).order_by("pk")
    return (
        VerificationRequestLine.objects.select_related(
            "request__structure", "place__commune__departement", "place__owner"
        )
        .prefetch_related("place__contacts", Prefetch("place__services", shown, to_attr="shown_services"))
        .order_by("place__search_text", "pk")
    )


def lines_of(request: VerificationRequest) -> list[VerificationRequestLine]:
    """Return the places of a request with what their owner is shown, by name. Three queries."""
    return list(_lines().filter(request=request))


def line_of(request: VerificationRequest, place_id: str) -> VerificationRequestLine | None:
    """Return the line of a request about the place of that public identifier; None for a place of others."""
    return _lines().filter(request=request, place__public_id=place_id).first()


# --- Letters ----------------------------------------------------------------------------------------------


def letters_to_post(places: Q, *, now: datetime) -> QuerySet[VerificationRequest]:
    """Requests by letter that still wait for an answer, of places that are all within `places`; oldest first."""
    outside = VerificationRequestLine.objects.filter(request=OuterRef("pk")).exclude(
        place__in=Place.objects.filter(places)
    )
    waiting = VerificationRequestLine.objects.filter(request=OuterRef("pk"), is_open=True)
    return (
        VerificationRequest.objects.filter(
            ~Exists(outside), Exists(waiting), channel=VerificationChannel.LETTER, expires_at__gt=now
        )
        .select_related("structure")
        .prefetch_related(Prefetch("lines", _lines().filter(is_open=True), to_attr="waiting_lines"))
        .order_by("created_at", "pk")
    )


def letter_by_public_id(public_id: str, places: Q, *, now: datetime) -> VerificationRequest | None:
    """Return one of `letters_to_post`."""
    return letters_to_post(places, now=now).filter(public_id=public_id).first()


def address_lines(place: Place, structure_name: str = "") -> list[str]:
    """Return how a letter to a place is addressed, one line per item; the structure first if it has another name."""
    names: Iterable[str] = dict.fromkeys([structure_name, place.name])
    town = f"{place.postal_code} {place.commune.name}".strip()
    return [line for line in (*names, place.address, place.address_extra, town) if line]
