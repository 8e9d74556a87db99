"""What changes from one day to the next, from a phone: complet, absent, fermé; each undone in one press."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.actions.editing import Author, edit_place, edit_service
from palier.directory.editable import PLACE_FIELDS, read_place, read_service, say_value
from palier.directory.enums import ChangeVia, ServiceStatus
from palier.directory.models import Place, Service
from palier.directory.queries import keeping
from palier.web.records.flow import found_or_404, today
from palier.web.records.forms import DaysForm
from palier.web.standing import standing_in

DELAYS_WEEKS = (1, 2, 3, 4, 6, 8, 12)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """A closure or an absence to come: as it is written, and in French."""

    value: str  # « 2026-12-24/2026-12-31/raison »: what the button that undoes it sends
    words: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The place, or one of its services, with what is stated of it and the form of a new closure."""

    record: Place | Service
    stated: list[Stated]
    days: DaysForm
    prefix: str


@require_http_methods(["GET", "HEAD", "POST"])
def gestures(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the large buttons of a place and of its services; a POST does one gesture."""
    place = found_or_404(keeping.place_to_keep(public_id))
    standing = standing_in(request)
    of_place = permissions.may(standing, "state_availability", place)
    shown = [s for s in place.kept_services if s.status == ServiceStatus.PUBLISHED]  # type: ignore[attr-defined]
    services = [s for s in shown if of_place or permissions.may(standing, "state_availability", s)]
    if not isinstance(request.user, User) or not (of_place or services):
        raise PermissionDenied
    records: dict[str, Place | Service] = {service.public_id: service for service in services}
    if of_place:
        records[place.public_id] = place
    refused: DaysForm | None = None
    if request.method == "POST":
        record = records.get(request.POST.get("record", ""))
        if record is None:
            raise PermissionDenied
        refused = _do(request, request.user, record)
        if refused is None:
            return redirect("records:gestures", public_id)
    subjects = [_subject(record, request, refused) for record in records.values()]
    context = {
        "place": place,
        "services": [s for s in subjects if isinstance(s.record, Service)],
        "closing": next((s for s in subjects if isinstance(s.record, Place)), None),
        "delays": DELAYS_WEEKS,
    }
    return render(request, "records/gestures.html", context, status=422 if refused else 200)


def _do(request: HttpRequest, user: User, record: Place | Service) -> DaysForm | None:
    """Do the gesture that was sent; return the form if its days are refused."""
    gesture = request.POST.get("gesture", "")
    if gesture in ("full", "room") and isinstance(record, Service):
        is_full = gesture == "full"
        _write(user, record, {"is_full": is_full, "full_delay_weeks": _delay(request) if is_full else None})
        messages.success(request, f"« {record.name} » : " + ("complet." if is_full else "il y a des places."))
        return None
    closures: list[list[str]] = _read(record)["closures"]
    if gesture == "undo":
        first, last, reason = [*request.POST.get("closure", "").split("/", 2), "", "", ""][:3]
        _write(user, record, {"closures": [c for c in closures if c != [first, last, reason]]})
        messages.success(request, "C’est annulé.")
        return None
    if gesture != "closed":
        raise PermissionDenied
    form = DaysForm(request.POST, prefix=_prefix(record))
    if form.is_valid():
        try:
            _write(user, record, {"closures": [*closures, form.closure()]})
        except ValidationError as error:
            form.add_error("ends_on", error.messages)
            return form
        messages.success(request, "C’est noté, et déjà visible sur la page publique.")
        return None
    return form


def _write(user: User, record: Place | Service, values: Values) -> None:
    how: dict[str, Any] = {
        "values": values,
        "author": Author.of(user),
        "via": ChangeVia.GESTURE,
        "now": timezone.now(),
    }
    if isinstance(record, Place):
        edit_place(place=record, **how)
    else:
        edit_service(service=record, **how)


def _delay(request: HttpRequest) -> int | None:
    given = request.POST.get("delay", "")
    return int(given) if given.isdigit() and int(given) in DELAYS_WEEKS else None


def _read(record: Place | Service) -> Values:
    return read_place(record) if isinstance(record, Place) else read_service(record)


def _prefix(record: Place | Service) -> str:
    return f"jours-{record.public_id}"


def _subject(record: Place | Service, request: HttpRequest, refused: DaysForm | None) -> Subject:
    day = today()
    prefix = _prefix(record)
    is_refused = refused is not None and refused.prefix == prefix
    form = (
        refused
        if refused is not None and is_refused
        else DaysForm(prefix=prefix, initial={"starts_on": day, "ends_on": day})
    )
    stated = [
        Stated("/".join(closure), say_value(PLACE_FIELDS["closures"], [closure]))
        for closure in _read(record)["closures"]
        if date.fromisoformat(closure[1]) >= day
    ]
    return Subject(record, stated, form, prefix)
