"""`/coordination/demandes/`: answer those who ask to appear in the directory."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.directory import mails
from palier.directory import queries as directory
from palier.directory.actions import inclusion as actions
from palier.directory.enums import InclusionStatus
from palier.directory.hours import describe_hours, parse_french_hours
from palier.directory.models import ContactChannel, InclusionRequest, Need
from palier.directory.queries import inclusion as queries
from palier.directory.queries.inclusion import Namesakes, YearOfRequests
from palier.web.coordination.perimeter import Looking, looking
from palier.web.inclusion.forms import need_choices
from palier.web.orientation.present import place_url
from palier.web.standing import require
from palier.web.templatetags.ui_values import Link

PAGE_SIZE = 50
NEW_STRUCTURE = "nouvelle"
LATE = "Quelqu’un a déjà répondu à cette demande."


class AcceptForm(forms.Form):
    name = forms.CharField(label="Nom du lieu", max_length=200)
    address = forms.CharField(
        label="Adresse",
        required=False,
        max_length=250,
        help_text="Sans adresse, le lieu est montré au centre de la commune et la fiche le dit.",
    )
    hours_text = forms.CharField(
        label="Horaires, en français",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    service_name = forms.CharField(label="Nom du service", max_length=200)
    need = forms.ChoiceField(label="Besoin couvert")
    structure = forms.ChoiceField(label="Structure qui tient la fiche", required=False)

    def __init__(self, *args: Any, asked: InclusionRequest, namesakes: Namesakes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = [("", "Choisissez"), *need_choices()[1:]]  # type: ignore[attr-defined]
        self.namesakes = {structure.public_id: structure for structure in namesakes.structures}
        self.fields["structure"].choices = [  # type: ignore[attr-defined]
            ("", "Aucune pour l’instant"),
            (NEW_STRUCTURE, f"Créer la structure « {asked.name} »"),
            *((key, f"{structure.name} (déjà au répertoire)") for key, structure in self.namesakes.items()),
        ]

    def clean_need(self) -> Need:
        need = directory.need_by_code(self.cleaned_data["need"])
        if need is None:
            raise ValidationError("Choisissez un besoin dans la liste.")
        return need

    def accepted(self) -> actions.Accepted:
        """Return what the action takes."""
        data = self.cleaned_data
        return actions.Accepted(
            name=data["name"],
            address=data["address"],
            hours_text=data["hours_text"],
            service_name=data["service_name"],
            need=data["need"],
            structure=self.namesakes.get(data["structure"]),
            creates_structure=data["structure"] == NEW_STRUCTURE,
        )


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests of the perimeter, by status, and their counts by year."""
    seen = looking(request, "decide_inclusion")
    within = seen.perimeter.condition()
    status = _status(request.GET.get("statut", ""))
    year = request.GET.get("annee", "")
    rows = queries.inclusion_requests(
        within, statuses=[status], year=int(year) if year.isdecimal() and len(year) == 4 else None
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    years = queries.inclusions_by_year(within)
    return render(
        request,
        "coordination/requests.html",
        {
            "seen": seen,
            "page": page,
            "tabs": [
                Link(label=choice.label.capitalize(), url=_list_url(seen, choice), current=choice == status)
                for choice in InclusionStatus
            ],
            "year_headers": ("Année", *(choice.label.capitalize() for choice in InclusionStatus), "Total"),
            "years": [_year_row(row, seen) for row in years],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request: what may exist already, the reading of its hours, and the form that accepts it."""
    asked = _asked_or_404(request, public_id)
    namesakes = queries.namesakes_of(asked)
    is_check = request.POST.get("decision") == "relire"
    form = AcceptForm(request.POST or None, initial=_initial(asked), asked=asked, namesakes=namesakes)
    is_refused = request.method == "POST" and not form.is_valid()
    if request.method == "POST" and not is_refused and not is_check:
        try:
            user = require(request, "decide_inclusion", asked.commune)
            actions.accept_inclusion(request=asked, accepted=form.accepted(), by=user, now=timezone.now())
        except actions.InclusionMovedOn:
            messages.warning(request, LATE)
            return redirect("coordination:request", public_id=public_id)
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
            is_refused, asked = True, _asked_or_404(request, public_id)
        else:
            return _answered(request, asked, f"« {asked.name} » est publié.")
    text = request.POST.get("hours_text", asked.hours_text)
    context = {"asked": asked, "form": form, **_shown(asked, namesakes, text)}
    return render(request, "coordination/request.html", context, status=422 if is_refused else 200)


@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Refuse a request or send it back, with a reason."""
    asked = _asked_or_404(request, public_id)
    user = require(request, "decide_inclusion", asked.commune)
    is_refusal = request.POST.get("decision") == "refuser"
    decide = actions.refuse_inclusion if is_refusal else actions.send_inclusion_back
    try:
        decide(request=asked, reason=request.POST.get("reason", ""), by=user, now=timezone.now())
    except actions.ReasonMissing:
        messages.warning(request, "Écrivez une raison : la personne la lira.")
    except actions.InclusionMovedOn:
        messages.warning(request, LATE)
    else:
        done = "est refusée" if is_refusal else "est renvoyée pour être complétée"
        return _answered(request, asked, f"La demande pour « {asked.name} » {done}.")
    return redirect("coordination:request", public_id=public_id)


def _answered(request: HttpRequest, asked: InclusionRequest, done: str) -> HttpResponse:
    to = mails.inclusion_reply_address(asked)
    told = (
        f"La réponse part par courriel à {to}." if to else f"Prévenez la personne : {_whom_to_call(asked)}."
    )
    messages.success(request, f"{done} {told}")
    return redirect("coordination:request", public_id=asked.public_id)


def _asked_or_404(request: HttpRequest, public_id: str) -> InclusionRequest:
    asked = queries.inclusion_by_public_id(public_id)
    if asked is None:
        raise Http404
    require(request, "decide_inclusion", asked.commune)
    return asked


def _whom_to_call(asked: InclusionRequest) -> str:
    if asked.sender_contact:
        return f"{asked.sender_name} {asked.sender_contact}".strip()
    return ContactChannel(kind=asked.contact_kind, value=asked.contact_value).display


def _shown(asked: InclusionRequest, namesakes: Namesakes, hours_text: str) -> dict[str, Any]:
    read = parse_french_hours(hours_text)
    waiting = asked.status in (InclusionStatus.NEW, InclusionStatus.SENT_BACK)
    return {
        "is_waiting": waiting,
        "contact": ContactChannel(kind=asked.contact_kind, value=asked.contact_value).display,
        "reply_address": mails.inclusion_reply_address(asked),
        "whom_to_call": _whom_to_call(asked),
        "place_url": place_url(asked.place) if asked.place else "",
        "same_places": [(p.name, p.get_status_display(), place_url(p)) for p in namesakes.places if waiting],
        "hours_text": hours_text,
        "hours_read": describe_hours(read.osm) if read.osm else [],
        "hours_left": read.left_aside if read.osm else [],
    }


def _initial(asked: InclusionRequest) -> dict[str, Any]:
    need = asked.need or directory.understand(asked.service_text).need
    return {
        "name": asked.name,
        "address": asked.address,
        "hours_text": asked.hours_text,
        "service_name": need.label if need else asked.service_text.splitlines()[0][:100],
        "need": need.code if need else "",
    }


def _status(text: str) -> InclusionStatus:
    by_address = {choice.value.lower().replace("_", "-"): choice for choice in InclusionStatus}
    return by_address.get(text, InclusionStatus.NEW)


def _list_url(seen: Looking, status: InclusionStatus, year: int | None = None) -> str:
    join = "&" if seen.suffix else "?"
    code = status.value.lower().replace("_", "-")
    end = f"&annee={year}" if year else ""
    return f"{reverse('coordination:requests')}{seen.suffix}{join}statut={code}{end}"


def _year_row(row: YearOfRequests, seen: Looking) -> tuple[str, ...]:
    cells = [
        format_html(
            '<a class="link" href="{}">{}<span class="visually-hidden"> {}</span></a>',
            _list_url(seen, status, row.year),
            count,
            f"{status.label} en {row.year}",
        )
        if count
        else "0"
        for status, count in row.counts.items()
    ]
    return (str(row.year), *cells, str(row.total))
