"""The components, as template tags. Every one is shown with all its variants on `/-/ui/`.

Arguments beyond the first are keyword-only: a wrong name is a TemplateSyntaxError when the template is
compiled. Components take words and the values of `ui_values`, never models.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from palier.web.templatetags.ui_values import (
    BADGE_TONES,
    BUTTON_KINDS,
    PHONE_SIZES,
    TONE_ICONS,
    DatedEvent,
    LanguageLink,
    Link,
    PlaceCard,
    TimetableRow,
)

register = template.Library()

ICONS_FILE = Path(__file__).resolve().parent.parent / "templates" / "ui" / "icons.svg"
# Pictograms that point somewhere and must be mirrored when the page is read from right to left.
ICONS_THAT_TURN = {"arrow", "van"}

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"
# After a dash, a no-break space alone still lets the line break (UAX 14, rule LB12a).
JOINER = "\u2060"

Values = dict[str, Any]


def _one_of(component: str, argument: str, value: str, allowed: Any) -> str:
    if value not in allowed:
        raise ValueError(f"{component}: unknown {argument} {value!r}, expected one of {', '.join(allowed)}")
    return value


# --- Frame -------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def language_links(context: template.RequestContext) -> list[LanguageLink]:
    """The same page in the site’s other languages; left out when the page has no address in that language."""
    request = context.get("request")
    if request is None:
        return []
    path = request.get_full_path()
    links = []
    for code, name in settings.LANGUAGES:
        url = path if code == get_language() else translate_url(path, code)
        if url != path:
            direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
            links.append(LanguageLink(code=code, name=name, url=url, direction=direction))
    return links


@register.filter
def short_url(url: str) -> str:
    """An address as people type it: no scheme, no « www. », no final slash."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


@register.filter(is_safe=True)
def unbroken(text: str) -> str:
    """Tie what must not be cut at the end of a line: « 14 h – 16 h 30 », « 12 min », « besoin ? »."""
    text = re.sub(r"(?<=\d) (?=(?:h|min|m|km|€|%)\b|€|%)", NO_BREAK, str(text))
    text = re.sub(r"(?<=\dNBh) (?=\d)".replace("NB", NO_BREAK), NO_BREAK, text)
    text = re.sub(r"(?<=\dNBh) – (?=\d)".replace("NB", NO_BREAK), f"{NO_BREAK}–{JOINER}{NO_BREAK}", text)
    return re.sub(r" (?=[?!:;»])|(?<=«) ", NO_BREAK, text)


@register.inclusion_tag("ui/brand_mark.html")
def brand_mark() -> Values:
    """The mark of the product, beside its name."""
    return {}


@register.inclusion_tag("ui/stair.html")
def stair() -> Values:
    """The stepped line under a page title; said to nobody, it only belongs to the look."""
    return {}


@cache
def icon_shapes() -> Mapping[str, str]:
    """Pictogram name → its SVG shapes, in the order of `templates/ui/icons.svg`."""
    return dict(re.findall(r'<symbol id="([\w-]+)">(.*?)</symbol>', ICONS_FILE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, *, extra: str = "") -> SafeString:
    """A pictogram beside words, never instead of them: it is hidden from screen readers."""
    shapes = icon_shapes()
    _one_of("icon", "name", name, shapes)
    classes = " ".join(filter(None, ["icon", "turns" if name in ICONS_THAT_TURN else "", extra]))
    # The shapes come from our own file, not from a person.
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, mark_safe(shapes[name])
    )


# --- Actions -----------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/button.html")
def button(
    label: str, *, kind: str = "main", icon: str = "", name: str = "", value: str = "", type: str = "submit"
) -> Values:
    """A button of a form. One `main` per screen, named by a verb; the others are `quiet` or `danger`."""
    _one_of("button", "kind", kind, BUTTON_KINDS)
    return {"label": label, "kind": kind, "icon": icon, "name": name, "value": value, "type": type}


@register.inclusion_tag("ui/link_button.html")
def link_button(label: str, *, url: str, kind: str = "main", icon: str = "") -> Values:
    """A link that looks like a button, for the main way out of a page."""
    _one_of("link_button", "kind", kind, BUTTON_KINDS)
    return {"label": label, "url": url, "kind": kind, "icon": icon}


@register.inclusion_tag("ui/script_button.html")
def print_button(label: str = "") -> Values:
    """Opens the browser’s print window; absent without JavaScript (the browser’s own menu prints as well)."""
    return {"label": label or _("Imprimer"), "icon": "printer", "behaviour": "print", "script": ""}


@register.inclusion_tag("ui/script_button.html")
def near_me_button(label: str = "") -> Values:
    """Sends the form around it with `lat` and `lon`, rounded to about 1 km; absent without JavaScript."""
    script = static("ui/near-me.js")
    return {"label": label or _("Autour de moi"), "icon": "map-pin", "behaviour": "near-me", "script": script}


@register.inclusion_tag("ui/phone_link.html")
def phone_link(number_display: str, *, number_e164: str, size: str = "m") -> Values:
    """A phone number to press. `number_e164` is what is dialled: « +33261910001 », « 3646 »."""
    _one_of("phone_link", "size", size, PHONE_SIZES)
    # Wider than the narrow spaces of a number in a sentence: pairs of figures are read and dialled one by one.
    number_display = number_display.replace(NARROW_NO_BREAK, NO_BREAK)
    dialled = re.sub(r"[^\d+]", "", number_e164)  # a telephone in an address has no spaces
    return {"number_display": number_display, "number_e164": dialled, "size": size}


# --- Forms -------------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    *,
    autocomplete: str = "",
    inputmode: str = "",
    suggest_url: str = "",
    show_optional: bool = True,
) -> Values:
    """A field with its label, its hint (`help_text`) and its error, tied together by `aria-describedby`.

    With `suggest_url`, the field proposes what that address answers to `?q=` (JSON `[{"label", "value"}]`).
    """
    is_check = isinstance(bound.field.widget, CheckboxInput)
    hint_id, error_id = f"{bound.id_for_label}-hint", f"{bound.id_for_label}-error"
    described_by = [hint_id] * bool(bound.help_text) + [error_id] * bool(bound.errors)
    attrs: dict[str, Any] = {"autocomplete": autocomplete, "inputmode": inputmode}
    attrs["aria-describedby"] = " ".join(described_by)
    attrs["aria-invalid"] = "true" if bound.errors else ""
    if suggest_url:
        attrs |= {"data-palier-where": True, "data-palier-suggest-url": suggest_url}
        attrs |= {"data-palier-script": static("ui/where.js"), "spellcheck": "false"}
        attrs["data-palier-none"] = _("Aucune commune trouvée. Vérifiez le nom ou le code postal.")
        attrs["data-palier-one"] = _("1 commune proposée.")
        attrs["data-palier-many"] = _("%n communes proposées.")
        attrs["autocomplete"] = "off"
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs={key: value for key, value in attrs.items() if value}),
        "is_check": is_check,
        "is_where": bool(suggest_url),
        "is_optional": show_optional and not bound.field.required and not is_check,
        "hint_id": hint_id,
        "error_id": error_id,
    }


@register.inclusion_tag("ui/choices.html")
def choices(
    bound: BoundField, *, icons: Mapping[str, str] | None = None, hints: Mapping[str, str] | None = None
) -> Values:
    """A question with large answers to press: radio buttons or check boxes, as the widget of the field says.

    `icons` and `hints` are given by the value of the answer.
    """
    answers = []
    for option in bound.subwidgets:
        value = str(option.data["value"])
        answers.append({"option": option, "icon": (icons or {}).get(value), "hint": (hints or {}).get(value)})
    hint_id, error_id = f"{bound.auto_id}-hint", f"{bound.auto_id}-error"
    described_by = [hint_id] * bool(bound.help_text) + [error_id] * bool(bound.errors)
    return {
        "bound": bound,
        "answers": answers,
        "hint_id": hint_id,
        "error_id": error_id,
        "described_by": " ".join(described_by),
    }


# --- Remarks -----------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/badge.html")
def badge(label: str, *, tone: str = "neutral") -> Values:
    """A short status. `tone` is one of BADGE_TONES; its colour and mark only repeat what the label says."""
    return {"label": label, "tone": _one_of("badge", "tone", tone, BADGE_TONES)}


@register.simple_block_tag
def callout(content: str, *, title: str, level: int = 2, tone: str = "info") -> SafeString:
    """A boxed remark. `level` is the heading level (2 to 4) that fits the page outline."""
    name = TONE_ICONS[_one_of("callout", "tone", tone, TONE_ICONS)]
    values = {"content": content, "title": title, "level": level, "tone": tone, "icon": name}
    return render_to_string("ui/callout.html", values)


@register.simple_block_tag
def panel(content: str, *, title: str, id: str, level: int = 2) -> SafeString:
    """A bordered section of a page. `id` names the section and becomes its anchor."""
    return render_to_string("ui/panel.html", {"content": content, "title": title, "id": id, "level": level})


@register.simple_block_tag
def empty_state(content: str, *, title: str, icon: str = "question", level: int = 2) -> SafeString:
    """What to say and what to do when there is nothing to show; its content always offers a way on."""
    values = {"content": content, "title": title, "icon": icon, "level": level}
    return render_to_string("ui/empty_state.html", values)


@register.inclusion_tag("ui/toast.html")
def toast(message: str = "", *, tone: str = "success") -> Values:
    """A live region: what has just happened, read aloud without moving the focus."""
    return {"message": message, "tone": _one_of("toast", "tone", tone, TONE_ICONS), "icon": TONE_ICONS[tone]}


# --- Places and dates --------------------------------------------------------------------------------------
@register.inclusion_tag("ui/place_card.html")
def place_card(card: PlaceCard, *, level: int = 2) -> Values:
    """The card of a place in a list: who, phone, how far, when. Put it in `<ol class="cards"><li>`."""
    return {"card": card, "level": level}


@register.inclusion_tag("ui/address.html")
def address(lines: Sequence[str], *, directions_url: str = "") -> Values:
    """A postal address, one line per item, with an optional link to the way there."""
    return {"lines": lines, "directions_url": directions_url}


@register.inclusion_tag("ui/timetable.html")
def timetable(rows: Sequence[TimetableRow], *, caption: str, who_header: str = "") -> Values:
    """The hours of a week, today marked. `who_header` names the third column for screen readers."""
    return {"rows": rows, "caption": caption, "who_header": who_header or _("Sur place")}


@register.inclusion_tag("ui/date_list.html")
def date_list(events: Sequence[DatedEvent]) -> Values:
    """Coming dates, soonest first."""
    return {"events": events}


@register.inclusion_tag("ui/facts.html")
def facts(items: Sequence[tuple[str, str]]) -> Values:
    """Terms and what is known of each: price, languages, last verification."""
    return {"items": items}


@register.inclusion_tag("ui/ticks.html")
def do_list(items: Sequence[str]) -> Values:
    """What is done here. An item may hold a link (`format_html`)."""
    return {"items": items, "icon": "check", "extra": "", "prefix": ""}


@register.inclusion_tag("ui/ticks.html")
def do_not_list(items: Sequence[str]) -> Values:
    """What is not done here, said before people come for it. An item may hold a link to who does it."""
    return {"items": items, "icon": "cross", "extra": " not", "prefix": _("Non :")}


@register.inclusion_tag("ui/responsive_table.html")
def responsive_table(*, caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Values:
    """A table that becomes cards under 640 px. The first cell of a row names it."""
    named = [(row[0], list(zip(headers[1:], row[1:], strict=True))) for row in rows]
    return {"caption": caption, "headers": headers, "rows": named}


@register.inclusion_tag("ui/map_frame.html")
def map_frame(
    *,
    id: str,
    title: str,
    markers: Sequence[Mapping[str, Any]] = (),
    outlines: Sequence[str] = (),
    tiles_url: str = "",
    tiles_attribution: str = "",
) -> Values:
    """The map beside a list; it repeats the list’s rows (`place_card`) and adds `markers`.

    `markers`: `{"number", "name", "lat", "lon", "url"}` for places without a row, degrees (WGS 84).
    `outlines`: addresses of GeoJSON answers. Without JavaScript the frame is a sentence; with it, the map
    comes when seen on a wide screen, or on request.
    """
    assets = {name: static(f"vendor/leaflet/{name}") for name in ("leaflet.css", "leaflet.js")}
    return {
        "id": id,
        "title": title,
        "markers": list(markers),
        "markers_id": f"{id}-lieux",
        "outlines": " ".join(outlines),
        "tiles_url": tiles_url,
        "tiles_attribution": tiles_attribution,
        "styles": f"{assets['leaflet.css']} {static('map/map.css')}",
        "scripts": f"{assets['leaflet.js']} {static('vendor/leaflet/leaflet.markercluster.js')}",
        "script": static("map/map.js"),
    }


# --- Ways --------------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/stepper.html")
def stepper(*, current: int, total: int, label: str) -> Values:
    """Where one stands in a short journey: « Étape 2 sur 3 : votre commune »."""
    steps = [number <= current for number in range(1, total + 1)]
    return {"current": current, "total": total, "label": label, "steps": steps}


@register.inclusion_tag("ui/tabs.html")
def tabs(links: Sequence[Link], *, label: str) -> Values:
    """Pages of one subject, as links."""
    return {"links": links, "label": label}


@register.inclusion_tag("ui/chips.html")
def chips(links: Sequence[Link], *, label: str) -> Values:
    """Filters as links, each with the number of results it leads to."""
    return {"links": links, "label": label}


@register.inclusion_tag("ui/card_links.html")
def card_links(links: Sequence[Link]) -> Values:
    """Large links with a pictogram, to choose by pressing rather than typing."""
    return {"links": links}


@register.inclusion_tag("ui/urgent_links.html")
def urgent_links(links: Sequence[Link]) -> Values:
    """The few links for people who need help at once."""
    return {"links": links}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(links: Sequence[Link]) -> Values:
    """The way back; the last link, without address, is the page itself."""
    return {"links": links}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.RequestContext, *, page: "Page[Any]", label: str = "") -> Values:
    """Previous and next, keeping the other parameters of the address. Nothing when there is one page."""
    return {"request": context["request"], "page": page, "label": label or _("Suite de la liste")}


@register.inclusion_tag("ui/print_header.html")
def print_header(*, url: str, qr_svg: str = "") -> Values:
    """The head of a printed page: mark, short address, QR code (safe SVG). Hidden on screen."""
    return {"url": url, "qr_svg": qr_svg}
