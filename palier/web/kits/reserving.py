"""Reserving a thing for a while of one’s own choice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.directory.hours import format_time
from palier.kits import actions, permissions
from palier.kits.models import EquipmentItem, Reservation
from palier.web.kits.forms import ReserveForm
from palier.web.kits.found import seen_thing, visitor, zone_of
from palier.web.kits.wording import refusal_of, when_of, where_of
from palier.web.members.mine import PAGE, answer_form

REFUSALS = (actions.AlreadyReserved, actions.NotShared, actions.NotLendable)
FIELDS = {"starts_at": "from_hour", "ends_at": "to_hour"}


@require_http_methods(PAGE)
def reserve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a thing, or keep it at once, as its owner said."""
    thing, standing = seen_thing(request, public_id)
    form = ReserveForm(request.POST or None, structures=permissions.structures_to_lend(standing, thing))
    if not form.fields["structure"].queryset:  # type: ignore[attr-defined]
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        reservation = _reserved(request, form, thing, zone_of(thing))
        if reservation is not None:
            return redirect("kits:reservation", public_id=reservation.public_id)
    context = {"thing": thing, "where": where_of(thing), "form": form}
    return answer_form(request, "kits/reserve.html", context)


def _reserved(
    request: HttpRequest, form: ReserveForm, thing: EquipmentItem, zone: ZoneInfo
) -> Reservation | None:
    """Reserve what the form says, or write on it why not."""
    user, _ = visitor(request)
    starts_at, ends_at = form.hours_in(zone)
    wanted = actions.Wanted(
        thing=thing,
        structure=form.cleaned_data["structure"],
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=str(zone),
        purpose=form.cleaned_data["purpose"],
    )
    try:
        reservation = actions.reserve(wanted=wanted, by=user, now=timezone.now())
    except REFUSALS as error:
        form.add_error(None, refusal_of(error))
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            form.add_error(FIELDS.get(name), ValidationError(sentences))
    else:
        _say(request, form, reservation, starts_at.astimezone(zone))
        return reservation
    return None


def _say(request: HttpRequest, form: ReserveForm, reservation: Reservation, start: datetime) -> None:
    done = "demandé" if reservation.status == "REQUESTED" else "réservé"
    messages.success(request, f"« {reservation.thing.label} » est {done} : {when_of(reservation)}.")
    asked = form.cleaned_data["from_hour"]
    if start.time() != asked:
        messages.info(
            request,
            f"Ce jour-là les horloges avancent : {format_time(asked)} n’existe pas, c’est noté à "
            f"{format_time(start.time())}.",
        )
