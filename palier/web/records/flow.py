"""One way through every form of a record: draft, reading to check, refusals, somebody else, saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from palier.accounts.models import User
from palier.directory.actions import PlaceNotPublishable, ServiceWithoutNeed
from palier.directory.actions.drafts import DraftRefused, forget_draft, save_draft
from palier.directory.actions.editing import EditConflict
from palier.directory.editable import FIELDS, say_value
from palier.directory.hours import format_date, format_time
from palier.directory.queries import history, keeping
from palier.web.records.record_form import RecordForm

F = TypeVar("F", bound=RecordForm)
T = TypeVar("T")
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "draft-key", "later", "keep", "theirs", "read", "another"})
NOWHERE = "Donnez une adresse : sans elle, personne ne trouverait ce lieu."


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed meanwhile: both values, in French."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Page:
    """The page of a form: its template, where « plus tard » leads, and what else the template needs."""

    template: str
    key: str  # of the draft
    back: str
    saved: str  # what is said once it is saved
    about: Any = None  # the record, for the name of who changed it meanwhile
    context: Mapping[str, Any] = field(default_factory=dict)


class Doubt(Exception):
    """What is being written may exist already. `found`: (name, where, address of its page)."""

    def __init__(self, found: list[tuple[str, str, str]]) -> None:
        super().__init__(", ".join(name for name, _where, _url in found))
        self.found = found


def answer_form(
    request: HttpRequest,
    *,
    user: User,
    make: Callable[[QueryDict | None], F],
    save: Callable[[F], str],
    page: Page,
) -> HttpResponse:
    """Show or take a form. `save` calls the action and returns where to go; what it raises is said in the form."""
    if request.method != "POST":
        return _show(request, user=user, form=make(None), page=page)
    if "later" in request.POST:
        return _keep_for_later(request, user=user, page=page)
    form = make(request.POST)
    if form.read_texts():
        return _render(request, form, page, status=200, reading=True)
    conflicts: list[Conflict] = []
    doubts: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            url = save(form)
        except EditConflict as conflict:
            conflicts = _conflicts(form, conflict)
            form.see_again(conflict.current)
        except Doubt as doubt:
            doubts = doubt.found
        except (ValidationError, PlaceNotPublishable, ServiceWithoutNeed) as refusal:
            _refuse(form, refusal)
        else:
            forget_draft(user=user, key=page.key)
            messages.success(request, page.saved)
            return redirect(url)
    return _render(request, form, page, status=422, conflicts=conflicts, doubts=doubts)


def sent_values(form: RecordForm, request: HttpRequest) -> dict[str, Any]:
    """Return what the person changed, but for the fields where they took the other version."""
    theirs = request.POST.getlist("theirs") if "keep" in request.POST else []
    return {name: value for name, value in form.touched().items() if name not in theirs}


def found_or_404(record: T | None) -> T:
    """Return the record. Raises Http404."""
    if record is None:
        raise Http404
    return record


def today() -> date:
    """The day here: what « aujourd’hui » means in a form."""
    return timezone.localdate()


def said_moment(moment: datetime) -> str:
    """« dimanche 22 novembre à 14 h 05 »."""
    local = timezone.localtime(moment)
    return f"{format_date(local.date())} à {format_time(local.time())}"


def typed_in(data: QueryDict) -> dict[str, list[str]]:
    """Return what somebody typed, without what the page itself sends."""
    return {name: data.getlist(name) for name in data if name not in NOT_TYPED}


def _show(request: HttpRequest, *, user: User, form: RecordForm, page: Page) -> HttpResponse:
    draft = keeping.draft_of(user, page.key)
    taken_up = draft is not None and "brouillon" in request.GET
    if draft is not None and taken_up:
        form.take_up(draft.typed)
    offered = None if draft is None else said_moment(draft.saved_at)
    return _render(request, form, page, status=200, draft_of=offered, taken_up=taken_up)


def _keep_for_later(request: HttpRequest, *, user: User, page: Page) -> HttpResponse:
    try:
        save_draft(user=user, key=page.key, typed=typed_in(request.POST), now=timezone.now())
    except DraftRefused:
        messages.error(request, "Ce texte est trop long pour être gardé : enregistrez ou raccourcissez-le.")
        return redirect(request.get_full_path())
    messages.success(request, "Gardé. Vous le retrouverez ici, personne d’autre ne le voit.")
    return redirect(page.back)


def _refuse(form: RecordForm, refusal: Exception) -> None:
    if isinstance(refusal, PlaceNotPublishable):
        form.add_error("address" if "address" in form.fields else None, NOWHERE)
    elif isinstance(refusal, ServiceWithoutNeed):
        form.add_error("needs", "Choisissez au moins une chose.")
    elif isinstance(refusal, ValidationError):
        form.refuse(refusal)


def _conflicts(form: RecordForm, conflict: EditConflict) -> list[Conflict]:
    fields = FIELDS[form.kind]
    return [
        Conflict(
            name,
            fields[name].label,
            say_value(fields[name], form.values[name]),
            say_value(fields[name], current),
        )
        for name, current in conflict.current.items()
    ]


def _render(
    request: HttpRequest,
    form: RecordForm,
    page: Page,
    *,
    status: int,
    draft_of: str | None = None,
    taken_up: bool = False,
    reading: bool = False,
    conflicts: list[Conflict] | None = None,
    doubts: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    by = None
    if conflicts and page.about is not None:
        by = history.who_changed(page.about, [conflict.name for conflict in conflicts])
    context = {
        "form": form,
        "page": page,
        "draft_of": draft_of,
        "taken_up": taken_up,
        "reading": reading,
        "conflicts": conflicts or [],
        "doubts": doubts or [],
        "conflict_by": f"{by.by_label}, {said_moment(by.made_at)}" if by else "quelqu’un d’autre",
    }
    return render(request, page.template, context | dict(page.context), status=status)
