"""What the map draws without asking anybody else: the outlines of the communes."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from palier.territory import queries


@login_not_required
@require_safe
@cache_control(public=True, max_age=7 * 24 * 3600)
def outlines(request: HttpRequest, code: str) -> JsonResponse:
    """GeoJSON of the communes of one département."""
    collection = queries.outlines_of_departement(code.upper())
    if not collection["features"]:
        raise Http404
    return JsonResponse(collection)
