"""« Signaler une erreur » on a place page: what is wrong, what should be read instead. Nothing changes by itself."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.accounts.models import User
from palier.directory import actions, queries
from palier.directory.models import Place
from palier.web.orientation.present import place_url
from palier.web.proposals.retyping import RetypedForm, closed
from palier.web.public_forms import public_post, too_many, too_many_posts

WRONG = {
    "phone": "Le téléphone n’est pas juste.",
    "hours": "Les horaires ne sont pas justes.",
    "address": "L’adresse n’est pas juste.",
    "closed": "Ce lieu est fermé pour de bon.",
    "other": "Autre chose n’est pas juste.",
}


class ErrorReportForm(RetypedForm):
    wrong = forms.MultipleChoiceField(
        label="Qu’est-ce qui ne va pas ?",
        required=False,
        choices=[
            ("phone", "le téléphone"),
            ("hours", "les horaires"),
            ("address", "l’adresse"),
            ("closed", "c’est fermé"),
            ("other", "autre chose"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(
        label="Avec vos mots",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Par exemple : « le téléphone a changé », « fermé le mercredi ».",
    )
    contact = forms.CharField(
        label="Pour vous répondre",
        required=False,
        max_length=200,
        help_text="Courriel ou téléphone, seulement si vous voulez une réponse.",
    )
    field_order = ["wrong", "phone", "email", "hours", "address", "message", "contact"]

    def __init__(self, *args: Any, is_signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "website", *["contact"] * is_signed_in):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        is_silent = not self.told() and not self.errors and not self.changes()
        if "message" in data and is_silent:
            self.add_error("message", "Ce champ est obligatoire si vous ne dites rien au-dessus.")
        return data

    def changes(self) -> dict[str, Any]:
        """Return what is proposed; a place that is closed has nothing else to say."""
        return closed() if "closed" in self.cleaned_data.get("wrong", []) else super().changes()

    def told(self) -> str:
        """Return what is told, choices first; a choice that comes with its right value needs no words."""
        told = [WRONG[name] for name in self.cleaned_data.get("wrong", [])]
        return " ".join([*told, self.cleaned_data.get("message", "")]).strip()


def _place_or_404(public_id: str) -> Place:
    place = queries.place_detail(public_id, on=timezone.now().date())
    if place is None:
        raise Http404
    return place


@login_not_required
@public_post
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take what somebody says is wrong; the record itself does not change."""
    place = _place_or_404(public_id)
    user = request.user if isinstance(request.user, User) else None
    form = ErrorReportForm(request.POST or None, place=place, is_signed_in=user is not None)
    context = {"form": form, "place": place, "place_url": place_url(place)}
    if request.method == "POST" and form.is_valid():
        if too_many_posts(request):
            return too_many(request, "directory/report_error.html", context)
        actions.report_error(
            place=place,
            message=form.told(),
            contact=form.cleaned_data.get("contact", ""),
            changes=form.changes(),
            before=form.before,
            by=user,
            now=timezone.now(),
        )
        return redirect("directory:report-error-thanks", public_id=place.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "directory/report_error.html", context, status=status)


@login_not_required
@require_safe
def thanks(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that the message arrived."""
    place = _place_or_404(public_id)
    return render(
        request, "directory/report_error_thanks.html", {"place": place, "place_url": place_url(place)}
    )
