"""One way to answer a page or the fragment that htmx asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, fragment: str = ""
) -> HttpResponse:
    """Render the page, or only its partial `fragment` when htmx targets that id."""
    if fragment and request.headers.get("HX-Target", "").removeprefix("#").endswith(fragment):
        return render(request, f"{template}#{fragment}", context)
    return render(request, template, context)
