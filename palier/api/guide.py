"""`/api/v1/`: how to use the API, written from its own description, without any script."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palier.api.api import api

EXAMPLES = {
    "places": (
        "territory=departement:53",
        "near=47.85,-0.95&radius_km=20&free=true",
        "commune=53084&open_now=true",
    ),
    "territories": ("q=craon",),
    "sessions": ("territory=departement:53", "territory=commune:53084&level=first-contact"),
}


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The readable page of the API."""
    description = api.get_openapi_schema()
    operations = [_operation(path, verbs["get"]) for path, verbs in description["paths"].items()]
    context = {
        "operations": operations,
        "parameter_headers": ("Paramètre", "Ce qu’il dit", "Valeurs"),
        "openapi_url": f"{settings.SITE_URL}/api/v1/openapi.json",
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
    }
    return render(request, "data/api.html", context)


def _operation(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    examples = EXAMPLES.get(operation["operationId"], ())
    return {
        "id": operation["operationId"],
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "rows": [
            (parameter["name"], parameter["schema"].get("description", ""), _bounds(parameter["schema"]))
            for parameter in operation.get("parameters", [])
        ],
        "examples": [f"{path}?{query}" for query in examples],
    }


def _bounds(schema: dict[str, Any]) -> str:
    """What a value may be, in few words."""
    kinds = {"boolean": "true ou false", "integer": "nombre entier", "number": "nombre", "string": "texte"}
    options = [schema, *schema.get("anyOf", [])]
    kind = next((kinds[o["type"]] for o in options if o.get("type") in kinds), "")
    low = next((o["minimum"] for o in options if "minimum" in o), None)
    high = next((o["maximum"] for o in options if "maximum" in o), None)
    limits = f", de {low:g} à {high:g}" if low is not None and high is not None else ""
    return f"{kind}{limits}"
