"""`/coordination/guide/`: begin an edition of the guide, ask structures, follow answers, freeze, download."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.directory.queries.perimeters import territory_choices, territory_names
from palier.outreach import actions, queries
from palier.outreach.models import FIRST_YEAR, LAST_YEAR, GuideEdition
from palier.outreach.queries import Answer
from palier.web.coordination.perimeter import looking, perimeter_for, require_over
from palier.web.guide.prints import pdf_response
from palier.web.guide.tasks import print_edition

ACTION = "make_guide"
PAGE_SIZE = 100
HEADERS = ("Structure", "Réponse", "Lieux vérifiés", "Demandé par")
FROZEN = "Cette édition est figée, ou en train de l’être : elle ne change plus."
NOTHING = "Aucune structure de ce territoire n’a de fiche publiée : il n’y a rien à imprimer."


class EditionForm(forms.Form):
    """A new edition."""

    title = forms.CharField(
        label="Titre", max_length=120, initial="Guide de la médiation sociale et numérique"
    )
    territory = forms.ChoiceField(label="Territoire")
    year = forms.IntegerField(label="Année", min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, territories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = territories  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def guides(request: HttpRequest) -> HttpResponse:
    """The editions of the perimeter, a form for a new one, and directories to print."""
    seen = looking(request, ACTION)
    choices = territory_choices(perimeter_for(request, ACTION))
    now = timezone.now()
    form = EditionForm(request.POST or None, initial={"year": now.year}, territories=choices)
    if request.method == "POST" and form.is_valid():
        user = require_over(request, ACTION, form.cleaned_data["territory"])
        try:
            made = actions.create_edition(**form.cleaned_data, by=user, now=now)
        except actions.EditionExists:
            form.add_error("year", "Il y a déjà une édition de cette année pour ce territoire.")
        else:
            return redirect("coordination:guide", pk=made.pk)
    editions = queries.editions_within(seen.perimeter)
    names = territory_names([row.territory for row in editions])
    context = {
        "seen": seen,
        "form": form,
        "editions": [(row, names[row.territory]) for row in editions],
        "directories": [(name, reference.replace(":", "-", 1)) for reference, name in choices[:PAGE_SIZE]],
    }
    return render(
        request, "coordination/guides.html", context, status=422 if request.method == "POST" else 200
    )


@require_safe
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: how far the campaign went, and what may be done next."""
    found = _edition_or_404(request, pk)
    if found.is_freezing:
        return render(request, "coordination/guide_freezing.html", _freezing(found))
    followed = [] if found.is_frozen else queries.answers_of(found, now=timezone.now())
    counts = {answer: sum(row.answer == answer for row in followed) for answer in Answer}
    page = Paginator(followed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "edition": found,
        "where": territory_names([found.territory])[found.territory],
        "page": page,
        "headers": HEADERS,
        "rows": [
            (row.name, row.answer.value, f"{row.verified} sur {row.places}", row.by or "–") for row in page
        ],
        "total": len(followed),
        "answered": counts[Answer.ANSWERED],
        "waiting": counts[Answer.WAITING],
        "not_asked": counts[Answer.NOT_ASKED],
    }
    return render(request, "coordination/guide.html", context)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the structures of the territory to verify their records."""
    found = _edition_or_404(request, pk)
    try:
        asked = actions.ask_structures(edition=found, now=timezone.now())
    except actions.AlreadyFrozen:
        messages.error(request, FROZEN)
    else:
        told = f"Demandes préparées : {asked.mails} par courriel, {asked.letters} par lettre à imprimer."
        messages.success(request, told if asked.places else "Toutes les structures ont déjà été interrogées.")
    return redirect("coordination:guide", pk=pk)


@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker to settle and print the edition, or to go on if it was killed."""
    found = _edition_or_404(request, pk)
    try:
        actions.start_freezing(
            edition=found, with_public=bool(request.POST.get("public")), now=timezone.now()
        )
    except actions.AlreadyFrozen:
        messages.error(request, FROZEN)
    except actions.NothingToPrint:
        messages.error(request, NOTHING)
    else:
        print_edition.enqueue(found.pk)
    return redirect("coordination:guide", pk=pk)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The guide as it would be today, marked as a proof."""
    found = _edition_or_404(request, pk)
    if found.is_frozen:
        return redirect("guide:pdf", territory=found.slug, year=found.year)
    if found.is_freezing:
        return redirect("coordination:guide", pk=pk)
    try:
        pdf = actions.proof_of(edition=found, now=timezone.now())
    except actions.NothingToPrint:
        messages.error(request, NOTHING)
        return redirect("coordination:guide", pk=pk)
    return pdf_response(pdf, name=f"epreuve-{found.slug}-{found.year}", is_private=True)


def _freezing(edition: GuideEdition) -> dict[str, Any]:
    done, total = queries.steps_of(edition)
    return {
        "edition": edition,
        "where": territory_names([edition.territory])[edition.territory],
        "done": done,
        "total": total,
        "percent": round(100 * done / total),
        "is_stalled": edition.worked_at is not None and edition.worked_at < timezone.now() - actions.STALLED,
    }


def _edition_or_404(request: HttpRequest, pk: int) -> GuideEdition:
    found = queries.edition_by_pk(pk)
    if found is None:
        raise Http404
    require_over(request, ACTION, found.territory)
    return found
