"""Files of open data: streamed, so that the first lines leave before the last are read."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from palier.core.ratelimit import take
from palier.directory import exports
from palier.territory.territories import Territory, UnknownTerritory, territory_by_reference
from palier.web.data.choosing import places_of_list

MAX_AGE_S = 3600


def _territory(request: HttpRequest) -> Territory | None:
    text = request.GET.get("territoire", "").strip()
    try:
        return territory_by_reference(text) if text else None
    except UnknownTerritory:
        raise Http404("Aucun territoire ne porte ce code.") from None


def _fresh_since(request: HttpRequest, **kwargs: str) -> datetime:
    """When the data were last looked at: contacts and labels bear no date, so a file is good for an hour at most."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    state = exports.open_data_state(territory=_territory(request), with_demo=settings.IS_DEMO_SITE)
    return max(hour, state.changed_at or hour)


def _etag(request: HttpRequest, **kwargs: str) -> str:
    state = exports.open_data_state(territory=_territory(request), with_demo=settings.IS_DEMO_SITE)
    fresh = _fresh_since(request)
    seen = f"{request.get_full_path()} {state.count} {fresh.isoformat()} {settings.IS_DEMO_SITE}"
    return f'W/"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


@login_not_required
@require_safe
@condition(etag_func=_etag, last_modified_func=_fresh_since)
def whole(request: HttpRequest, format_name: str) -> HttpResponseBase:
    """Every public place, of a territory if the address names one, in a format of the field."""
    territory, today = _territory(request), timezone.localdate()
    places = exports.open_data(territory=territory, with_demo=settings.IS_DEMO_SITE, on=today)
    return _file(
        request, places, format_name, name="data-inclusion" if format_name == "data-inclusion" else "lieux"
    )


@login_not_required
@require_safe
def chosen(request: HttpRequest, format_name: str) -> HttpResponseBase:
    """The list of the search page for the same parameters, or all of a territory, as a table."""
    places = places_of_list(
        request.GET, territory=_territory(request), now=timezone.now(), with_demo=settings.IS_DEMO_SITE
    )
    return _file(request, places, format_name, name="liste")


@login_not_required
@require_safe
@condition(etag_func=_etag, last_modified_func=_fresh_since)
def refused(request: HttpRequest) -> HttpResponseBase:
    """What the national schema cannot take, and why: nothing is dropped in silence."""
    if _too_many(request):
        return _later()
    today = timezone.localdate()
    export = exports.Export(on=today, site_url=settings.SITE_URL)
    places = exports.open_data(territory=_territory(request), with_demo=settings.IS_DEMO_SITE, on=today)
    for _chunk in exports.FORMATS["national-json"].write(places, export):
        pass
    return _open(JsonResponse(export.report.as_json(), json_dumps_params={"ensure_ascii": False}))


def _file(
    request: HttpRequest, places: Iterable[exports.PublicPlace], format_name: str, *, name: str
) -> HttpResponseBase:
    if _too_many(request):
        return _later()
    chosen_format = exports.FORMATS[format_name]
    export = exports.Export(on=timezone.localdate(), site_url=settings.SITE_URL)
    chunks = chosen_format.write(places, export) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(chunks, content_type=chosen_format.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{chosen_format.extension}"'
    return _open(response)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=MAX_AGE_S)
    return response


def _too_many(request: HttpRequest) -> bool:
    address, limit = request.META.get("REMOTE_ADDR", ""), settings.API_REQUESTS_PER_MINUTE
    return not take("api", address, limit=limit, window_s=60, now=timezone.now())


def _later() -> HttpResponse:
    wait_s = 60 - int(timezone.now().timestamp()) % 60
    return HttpResponse(
        f"Trop de demandes depuis cette connexion : réessayez dans {wait_s} secondes.",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(wait_s)},
    )
