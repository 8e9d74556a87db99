"""The gallery of components: what designers look at and what the accessibility tests read."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from palier.web.gallery import samples
from palier.web.templatetags.ui import icon_shapes
from palier.web.templatetags.ui_values import BADGE_TONES


@require_GET
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    context = {
        "icons": list(icon_shapes()),
        "tones": BADGE_TONES.items(),
        "blank": samples.SampleForm(auto_id="blank_%s"),
        "refused": samples.SampleForm({"where": "Nulle part", "kind": "cats"}, auto_id="refused_%s"),
        "answer_icons": samples.ANSWER_ICONS,
        "answer_hints": samples.ANSWER_HINTS,
        "cards": samples.CARDS,
        "arabic_card": samples.ARABIC_CARD,
        "week": samples.WEEK,
        "events": samples.EVENTS,
        "facts_items": samples.FACTS,
        "done": samples.DONE,
        "not_done": samples.NOT_DONE,
        "table_headers": samples.TABLE_HEADERS,
        "table_rows": samples.TABLE_ROWS,
        "need_links": samples.NEEDS,
        "urgent": samples.URGENT,
        "filters": samples.FILTERS,
        "tab_links": samples.TABS,
        "way": samples.WAY,
        "middle_page": Paginator(range(30), 10).page(2),
        "address_lines": ["Médiathèque du Pays de Craon", "12 place du Pilori", "53400 Craon"],
        "sections": samples.SECTIONS,
    }
    return render(request, "gallery/gallery.html", context)
