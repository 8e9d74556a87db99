"""« Où ? »: communes proposed while one types."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from palier.territory import queries


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return `[{"label", "value"}]`, most populated first; an empty list for nothing typed."""
    found = queries.suggest_communes(request.GET.get("q", "")[:80])
    return JsonResponse([{"label": s.label, "value": s.label} for s in found], safe=False)
