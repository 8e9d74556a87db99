"""The JSON API: the same reads as the pages, for programs."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError

from palier.api import refusals, shapes
from palier.api.asked import PlacesAsked, TerritoriesAsked
from palier.api.cursor import Cursor, read_cursor, write_cursor
from palier.api.reading import read_question
from palier.api.refusals import Refused, answer, refuse_unknown
from palier.api.sessions import router as sessions_router
from palier.core.ids import PUBLIC_ID_PATTERN
from palier.directory import exports
from palier.directory import queries as directory
from palier.directory.exports.writing import LICENCE
from palier.directory.models import Need
from palier.orientation.queries.listing import list_places
from palier.territory.territories import territories_named

PublicId = Annotated[
    str,
    Path(..., pattern=f"^{PUBLIC_ID_PATTERN}$", description="Identifiant public."),
]
REFUSALS = {422: shapes.RefusalOut, 429: shapes.RefusalOut}
api = NinjaAPI(
    title="Palier",
    version="1.0.0",
    description=(
        "Lieux d’aide au numérique et séances à venir : qui, où, quand, comment. "
        "Lecture libre, sous Licence Ouverte 2.0."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.exception_handler(Refused)(refusals.refusal)
api.exception_handler(ValidationError)(refusals.invalid)
api.add_router("/sessions", sessions_router)


@api.get(
    "/places",
    response={200: shapes.PlacesOut, **REFUSALS},
    url_name="places",
    operation_id="places",
    summary="Les lieux qui répondent, page après page",
)
def places(request: HttpRequest, asked: Query[PlacesAsked]) -> HttpResponse:
    """Par distance avec « near » ou « commune » et « radius_km », sinon dans un ordre qui ne change pas.

    Suivez « next » jusqu’à ce qu’il soit nul : une page peut être plus courte que demandé et avoir une suite.
    """
    refuse_unknown(request, PlacesAsked)
    given = request.GET.dict()
    question = read_question(asked, now=timezone.now())
    cursor = read_cursor(asked.cursor, question=given) if asked.cursor else None
    at = cursor.at if cursor else question.at
    page = list_places(question.wanted, after=cursor.position if cursor else None, limit=asked.limit, at=at)
    found = exports.public_places([pk for pk, _metres in page.rows], on=at.date())
    distances = dict(page.rows)
    next_cursor = write_cursor(Cursor(page.next, at), question=given) if page.next else None
    return answer(
        {
            "places": [_listed(place, distances[place.row.pk], at=at) for place in found],
            "next": _next_url(request, next_cursor) if next_cursor else None,
            "next_cursor": next_cursor,
            "understood": {
                "need": question.understanding.need.code if question.understanding.need else "",
                "words": list(question.wanted.stems),
                "corrected": question.understanding.corrected,
            },
            "licence": LICENCE,
        }
    )


def _listed(place: exports.PublicPlace, metres: int | None, *, at: Any) -> dict[str, Any]:
    record = exports.place_record(place, on=at.date(), site_url=settings.SITE_URL)
    return record | {"distance_km": None if metres is None else metres / 1000}


def _next_url(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{settings.SITE_URL}{reverse('api:places')}?{query.urlencode()}"


@api.get(
    "/places/{public_id}",
    response={200: shapes.PlaceOut, 301: None, 404: shapes.RefusalOut, **REFUSALS},
    url_name="place",
    operation_id="place",
    summary="Un lieu",
)
def place(
    request: HttpRequest,
    public_id: PublicId,
) -> HttpResponse:
    """Un ancien identifiant redirige vers le lieu d’aujourd’hui."""
    refuse_unknown(request, None)
    today = timezone.localdate()
    found = exports.public_place(public_id, on=today)
    if found is None:
        message = f"Aucun lieu publié ne porte l’identifiant « {public_id} »."
        error = {"parameter": "public_id", "message": message, "allowed": []}
        return answer({"detail": message, "errors": [error]}, status=404)
    if found.row.public_id != public_id:
        return HttpResponsePermanentRedirect(reverse("api:place", args=[found.row.public_id]))
    return answer(exports.place_record(found, on=today, site_url=settings.SITE_URL))


@api.get(
    "/territories",
    response={200: shapes.TerritoriesOut, **REFUSALS},
    url_name="territories",
    operation_id="territories",
    summary="Trouver le code d’un territoire",
)
def territories(request: HttpRequest, asked: Query[TerritoriesAsked]) -> HttpResponse:
    """Communes, intercommunalités, départements et régions dont le nom commence ainsi ; vingt au plus."""
    refuse_unknown(request, TerritoriesAsked)
    found = territories_named(asked.q)
    return answer(
        {
            "territories": [
                {"reference": t.reference, "kind": t.kind, "code": t.code, "name": t.name} for t in found
            ]
        }
    )


@api.get(
    "/needs",
    response={200: shapes.NeedsOut, **REFUSALS},
    url_name="needs",
    operation_id="needs",
    summary="Les besoins, par famille",
)
def needs(request: HttpRequest) -> HttpResponse:
    """Chaque besoin a un code, un libellé public et ses services du schéma national."""
    refuse_unknown(request, None)
    national = exports.national_services_by_need()
    families = [
        _need(family, national) | {"needs": [_need(child, national) for child in family.children.all()]}
        for family in directory.current_needs()
    ]
    return answer({"families": families})


def _need(need: Need, national: dict[int, tuple[Need, ...]]) -> dict[str, Any]:
    return {
        "code": need.code,
        "label": need.label,
        "description": need.description,
        "is_in_scope": need.is_in_scope,
        "out_of_scope_text": need.out_of_scope_text,
        "national_services": [target.label for target in national.get(need.pk, ())],
    }
