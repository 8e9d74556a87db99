"""« Signaler une erreur » on a place page, without an account."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.directory import actions, queries
from palier.directory.models import Place
from palier.web.orientation.present import place_url
from palier.web.public_forms import PublicForm, public_post, too_many, too_many_posts


class ErrorReportForm(PublicForm):
    message = forms.CharField(
        label="Qu’est-ce qui ne va pas ?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text="Par exemple : « le téléphone a changé », « fermé le mercredi ».",
    )
    contact = forms.CharField(
        label="Pour vous répondre",
        required=False,
        max_length=200,
        help_text="Courriel ou téléphone, seulement si vous voulez une réponse.",
    )


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
    form = ErrorReportForm(request.POST or None)
    context = {"form": form, "place": place, "place_url": place_url(place)}
    if request.method == "POST" and form.is_valid():
        if too_many_posts(request):
            return too_many(request, "directory/report_error.html", context)
        actions.report_error(
            place=place,
            message=form.cleaned_data["message"],
            contact=form.cleaned_data["contact"],
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
