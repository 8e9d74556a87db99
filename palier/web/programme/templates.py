"""The library of templates: found, copied with their source, kept, used."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts.models import User
from palier.agenda.actions import templates as actions
from palier.agenda.models import EventFormat, SessionTemplate
from palier.agenda.queries import programme as queries
from palier.directory import permissions
from palier.directory.models import Structure, Topic
from palier.directory.queries.standing import Standing
from palier.web.members.mine import PAGE, answer_form
from palier.web.programme.flow import refusals
from palier.web.programme.forms import text_area
from palier.web.standing import require, standing_in

PAGE_SIZE = 30
PLAN = "plan_sessions"


class TemplateForm(forms.Form):
    """A session worth giving again, and where it comes from."""

    title = forms.CharField(label="Le titre", max_length=150)
    format = forms.ChoiceField(label="Quelle séance")
    structure = forms.ChoiceField(label="La structure qui le garde")
    interests = text_area(
        "Partir de ce que les personnes connaissent",
        required=False,
        rows=3,
        max_length=2000,
        help_text="Centres d’intérêt, habitudes, objets du quotidien : la radio, le jardin, l’album de famille…",
    )
    description = text_area("Le déroulé", required=False, rows=8, max_length=10_000)
    topics = forms.MultipleChoiceField(
        label="De quoi on parle", required=False, widget=forms.CheckboxSelectMultiple
    )
    source_name = forms.CharField(label="Repris de", required=False, max_length=200)
    source_url = forms.URLField(
        label="L’adresse de la source", required=False, max_length=500, assume_scheme="https"
    )

    def __init__(
        self,
        *args: Any,
        formats: list[EventFormat],
        structures: list[Structure],
        topics: list[Topic],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = {row.code: row for row in formats}
        self.structures = {row.public_id: row for row in structures}
        self.topic_rows = {row.code: row for row in topics}
        self.fields["format"].choices = [(row.code, row.label) for row in formats]  # type: ignore[attr-defined]
        self.fields["structure"].choices = [(row.public_id, row.name) for row in structures]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [(row.code, row.label) for row in topics]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the fields of the template."""
        names = ("title", "interests", "description", "source_name", "source_url")
        said = {name: self.cleaned_data[name] for name in names}
        return said | {
            "format": self.formats[self.cleaned_data["format"]],
            "structure": self.structures[self.cleaned_data["structure"]],
        }

    def chosen_topics(self) -> list[Topic]:
        """Return the themes that were ticked."""
        return [self.topic_rows[code] for code in self.cleaned_data["topics"]]


def _own(request: HttpRequest) -> Q:
    """Return the condition on the structures for which somebody keeps templates: a role at one place is one at all."""
    standing = standing_in(request)
    if standing.everywhere(PLAN):
        return Q()
    return permissions.structures_within(standing, PLAN) | Q(pk__in=_at(standing))


def _at(standing: Standing) -> list[int]:
    return [held.structure_id for held in standing.structures_for(PLAN)]


def _structures(request: HttpRequest) -> list[Structure]:
    return queries.structures_to_plan(_own(request))


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The templates of everybody and of every structure."""
    require(request, PLAN)
    words = request.GET.get("q", "")[:100]
    found = queries.templates_seen(_own(request), words=words)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "programme/templates.html", {"page": page, "q": words})


def _template_or_404(pk: int) -> SessionTemplate:
    template = queries.template_by_pk(pk)
    if template is None:
        raise Http404
    return template


def _may_write(request: HttpRequest, template: SessionTemplate) -> bool:
    """Those who plan for its structure; with a role at one of its places, what one wrote oneself."""
    standing = standing_in(request)
    if template.structure is None:
        return standing.is_operator
    if permissions.may(standing, PLAN, template.structure):
        return True
    return template.created_by_id == standing.user_id and template.structure_id in _at(standing)


@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a template, with what can be done with it."""
    require(request, PLAN)
    found = _template_or_404(pk)
    context = {
        "template": found,
        "may_write": _may_write(request, found),
        "structures": [row for row in _structures(request) if row != found.structure],
    }
    return render(request, "programme/template.html", context)


@require_http_methods(PAGE)
def write(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Write a template, new or not."""
    by = require(request, PLAN)
    found = _template_or_404(pk) if pk else None
    if found is not None and not _may_write(request, found):
        raise PermissionDenied
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            blank = SessionTemplate(created_by=by, created_at=timezone.now())
            written = actions.write_template(
                template=found or blank, values=form.values(), topics=form.chosen_topics()
            )
            messages.success(request, "Le modèle est enregistré.")
            return redirect("programme:template", pk=written.pk)
    return answer_form(request, "programme/template_form.html", {"form": form, "template": found})


def _form(request: HttpRequest, found: SessionTemplate | None) -> TemplateForm:
    structures = _structures(request)
    initial: dict[str, Any] = {}
    if found is not None:
        names = ("title", "interests", "description", "source_name", "source_url")
        initial = {name: getattr(found, name) for name in names}
        initial |= {"format": found.format.code, "topics": [row.code for row in found.topics.all()]}
        if found.structure is not None:
            initial["structure"] = found.structure.public_id
    return TemplateForm(
        request.POST or None,
        initial=initial,
        formats=queries.formats(),
        structures=structures,
        topics=queries.topics(),
    )


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a template into the library of one’s structure."""
    by: User = require(request, PLAN)
    chosen = {row.public_id: row for row in _structures(request)}.get(request.POST.get("structure", ""))
    if chosen is None:
        raise PermissionDenied
    made = actions.copy_template(template=_template_or_404(pk), structure=chosen, by=by, now=timezone.now())
    messages.success(request, "Le modèle est copié, avec sa source.")
    return redirect("programme:template", pk=made.pk)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template out of the library."""
    require(request, PLAN)
    found = _template_or_404(pk)
    if not _may_write(request, found):
        raise PermissionDenied
    actions.forget_template(template=found)
    messages.success(request, "Le modèle est retiré ; les séances qui en viennent restent.")
    return redirect("programme:templates")
