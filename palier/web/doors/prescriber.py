"""The prescriber’s door: from a need to the place that answers it, libraries included."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from palier.web.doors.forms import AskForSomebodyForm
from palier.web.doors.threshold import Entrance, behind


@require_safe
@behind("prescriber")
def prescriber(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """A need and a commune; the results are those of everybody, and place pages say more to professionals."""
    form = AskForSomebodyForm(flags=("sans-rdv", "gratuit", "domicile"))
    return entrance.show(request, "doors/prescriber.html", {"form": form})
