"""`/coordination/besoins/`: how needs are called, the words that lead to them, what we do not do."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.directory import queries
from palier.directory.actions import needs as actions
from palier.directory.models import Need
from palier.directory.queries.needs import synonym_of, words_for
from palier.web.coordination.perimeter import looking
from palier.web.standing import require


class NeedForm(forms.Form):
    label = forms.CharField(label="Nom montré au public", max_length=120)
    description = forms.CharField(label="Explication", required=False, max_length=300)
    is_in_scope = forms.BooleanField(label="Nous le faisons", required=False)
    out_of_scope_text = forms.CharField(
        label="Ce que nous disons quand nous ne le faisons pas",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Every need, by family."""
    seen = looking(request, "edit_needs")
    return render(request, "coordination/needs.html", {"seen": seen, "families": queries.current_needs()})


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, code: str) -> HttpResponse:
    """One need: its texts and its words."""
    user = require(request, "edit_needs")
    found = _need_or_404(code)
    name = found.label
    fields = ("label", "description", "is_in_scope", "out_of_scope_text")
    form = NeedForm(request.POST or None, initial={field: getattr(found, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_need(need=found, by=user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            for field, sentences in error.message_dict.items():
                form.add_error(field if field in form.fields else "label", sentences)
        else:
            messages.success(request, "C’est changé, dans les pages et dans la recherche.")
            return redirect("coordination:need", code=code)
    context = {"need": found, "name": name, "form": form, "words": words_for(found)}
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/need.html", context, status=status)


@require_POST
def add_words(request: HttpRequest, code: str) -> HttpResponse:
    """Make words lead to a need."""
    user = require(request, "edit_needs")
    found = _need_or_404(code)
    text = request.POST.get("text", "").replace("\x00", "")
    try:
        actions.add_words(need=found, text=text, by=user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"« {text.strip()} » mène maintenant à « {found.label} ».")
    return redirect("coordination:need", code=code)


@require_POST
def remove_words(request: HttpRequest, code: str) -> HttpResponse:
    """Make words no longer lead to a need."""
    user = require(request, "edit_needs")
    chosen = request.POST.get("mots", "")
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 10
    synonym = synonym_of(_need_or_404(code), int(chosen)) if is_number else None
    if synonym is None:
        raise Http404
    actions.remove_words(synonym=synonym, by=user, now=timezone.now())
    messages.success(request, f"« {synonym.text} » ne mène plus à « {synonym.need.label} ».")
    return redirect("coordination:need", code=code)


def _need_or_404(code: str) -> Need:
    found = queries.need_by_code(code)
    if found is None:
        raise Http404
    return found
