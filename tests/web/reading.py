"""Reading a page as a person or a machine would."""

import json
import re
from html import unescape
from typing import Any

from django.http import HttpResponse

_HIDDEN = re.compile(r"<(script|style|svg|head)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_HIDDEN_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_SPACES = re.compile(r"\s+")
_CARD = re.compile(r"<article class=\"card\".*?</article>", re.DOTALL)
_JSON_LD = re.compile(r"<script type=\"application/ld\+json\">(.*?)</script>", re.DOTALL)
_RESULTS_HEADING = re.compile(r"<h[23]><span class=\"number\"[^>]*>\d+</span><a [^>]*>(.*?)</a>")


def text_of(html: str) -> str:
    """The words of a page, tags off, every kind of space as one space."""
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", _HIDDEN.sub(" ", html)))).strip()


def said_by(response: HttpResponse) -> str:
    """The words of the page of a response."""
    return text_of(response.content.decode())


def cards_of(response: HttpResponse) -> list[str]:
    """The words of each place card, in order."""
    return [text_of(card) for card in _CARD.findall(response.content.decode())]


def names_of(response: HttpResponse) -> list[str]:
    """The names of the places listed, in order."""
    return [unescape(name) for name in _RESULTS_HEADING.findall(response.content.decode())]


def json_ld_of(response: HttpResponse) -> dict[str, Any]:
    """The structured data of a page."""
    (text,) = _JSON_LD.findall(response.content.decode())
    data: dict[str, Any] = json.loads(text)
    return data


def hidden_fields(response: HttpResponse) -> dict[str, list[str]]:
    """What the hidden fields of a page send, by name."""
    found: dict[str, list[str]] = {}
    for name, value in _HIDDEN_FIELD.findall(response.content.decode()):
        found.setdefault(name, []).append(unescape(value))
    return found
