"""« Je donne mon avis », on every page, without an account."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.feedback import actions
from palier.web.public_forms import PublicForm, public_post, too_many, too_many_posts


class FeedbackForm(PublicForm):
    message = forms.CharField(
        label="Votre avis, avec vos mots",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text="Ce qui vous a aidé, ce qui manque, ce qui ne va pas. N’écrivez rien d’intime.",
    )
    contact = forms.CharField(
        label="Pour vous répondre",
        required=False,
        max_length=200,
        help_text="Courriel ou téléphone, seulement si vous voulez une réponse.",
    )
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)


@login_not_required
@public_post
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for an opinion; a refused form comes back filled."""
    page = request.GET.get("page", "/")[:300]
    form = FeedbackForm(request.POST or None, initial={"page": page if page.startswith("/") else "/"})
    if request.method == "POST" and form.is_valid():
        if too_many_posts(request):
            return too_many(request, "feedback/new.html", {"form": form})
        actions.give_feedback(
            page=form.cleaned_data["page"] or "/",
            message=form.cleaned_data["message"],
            contact=form.cleaned_data["contact"],
            now=timezone.now(),
        )
        return redirect("feedback:thanks")
    return render(
        request, "feedback/new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@login_not_required
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say that the opinion arrived, and what becomes of it."""
    return render(request, "feedback/thanks.html")
