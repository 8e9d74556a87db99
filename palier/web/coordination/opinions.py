"""`/coordination/avis/`: read opinions and answer them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from palier.feedback import actions, queries
from palier.feedback.models import FeedbackStatus
from palier.web.coordination.perimeter import looking
from palier.web.standing import require
from palier.web.templatetags.ui_values import Link

PAGE_SIZE = 50
OPEN = "ouverts"


class AnswerForm(forms.Form):
    status = forms.ChoiceField(label="Où en est cet avis", choices=FeedbackStatus.choices)
    answer = forms.CharField(
        label="Suite donnée",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Envoyée à la personne si elle a laissé un courriel, quand l’avis est traité ou sans suite.",
    )


@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """The opinions that wait, or those of one status."""
    seen = looking(request, "answer_feedback")
    status = request.GET.get("statut", "").upper()
    status = status if status in FeedbackStatus.values else ""
    page = Paginator(queries.opinions(status=status), PAGE_SIZE).get_page(request.GET.get("page"))
    here = reverse("coordination:opinions")
    tabs = [Link(label="Sans réponse", url=here, current=not status)] + [
        Link(label=choice.label.capitalize(), url=f"{here}?statut={choice.lower()}", current=choice == status)
        for choice in (FeedbackStatus.DONE, FeedbackStatus.DECLINED)
    ]
    return render(request, "coordination/opinions.html", {"seen": seen, "page": page, "tabs": tabs})


@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One opinion, and what is done about it."""
    require(request, "answer_feedback")
    found = queries.opinion_by_pk(pk)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"status": found.status, "answer": found.answer})
    if request.method == "POST" and form.is_valid():
        status = FeedbackStatus(form.cleaned_data["status"])
        try:
            is_told = actions.answer_feedback(
                feedback=found, status=status, answer=form.cleaned_data["answer"]
            )
        except actions.AnswerMissing:
            form.add_error("answer", "Dites ce qui a été fait, ou pourquoi rien ne l’a été.")
        else:
            told = " La réponse part par courriel." if is_told else ""
            messages.success(request, f"C’est noté.{told}")
            return redirect("coordination:opinions")
    context = {"opinion": found, "form": form}
    status_code = 422 if request.method == "POST" else 200
    return render(request, "coordination/opinion.html", context, status=status_code)
