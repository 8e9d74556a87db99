"""The public’s door: « De quoi avez-vous besoin ? »"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palier.directory import queries
from palier.web.orientation.forms import AskForm
from palier.web.templatetags.ui_values import Link


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: one question, the commonest needs, and what to do at once."""
    needs = queries.home_needs()
    search_url = reverse("orientation:search")
    return render(
        request,
        "doors/public.html",
        {
            "form": AskForm(),
            "needs": [
                Link(label=_(n.label), url=f"{search_url}?besoin={n.code}", icon=n.icon) for n in needs
            ],
            "families": [
                (
                    family.label,
                    [Link(label=n.label, url=f"{search_url}?besoin={n.code}") for n in family.children.all()],
                )
                for family in queries.current_needs()
            ],
            "urgent": [
                Link(
                    label=_("Je suis bloqué"),
                    url=reverse("orientation:stuck"),
                    hint=_("Un numéro de téléphone et une adresse, en trois étapes"),
                )
            ],
        },
    )
