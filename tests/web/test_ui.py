"""The components, the frame of pages, the style sheet: what they promise, without a browser."""

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation
from django.utils.html import format_html

from palier.web.gallery import samples
from palier.web.templatetags import ui
from palier.web.templatetags.ui_values import BADGE_TONES, PlaceCard

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "palier" / "web"
CSS = (WEB / "static" / "ui" / "palier.css").read_text(encoding="utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


@login_not_required
def empty_page(request: object) -> HttpResponse:
    return HttpResponse("")


def named(app_name: str, **paths: str) -> object:
    return include(([path(route, empty_page, name=name) for name, route in paths.items()], app_name))


urlpatterns = [
    path("-/ui/", include("palier.web.gallery.urls")),
    path("", include("palier.web.accounts.urls")),
    path("", named("feedback", new="avis/")),
    path("", named("data", about="donnees/")),
    *i18n_patterns(
        path("", named("doors", home="")),
        path("", named("orientation", stuck="je-suis-bloque/", search="chercher/")),
        path(
            "", named("pages", accessibility="accessibilite/", privacy="confidentialite/", about="a-propos/")
        ),
        prefix_default_language=False,
    ),
]
pytestmark = pytest.mark.urls(__name__)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


@pytest.fixture(autouse=True)
def _static_files_without_collecting(settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def gallery() -> str:
    return Client().get("/-/ui/").content.decode()


# --- Style sheet --------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def themes() -> dict[str, dict[str, str]]:
    tokens = CSS.split("@layer tokens {")[1].split("@layer base")[0]
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")
    pattern = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    return {"light": dict(pattern.findall(light)), "dark": dict(pattern.findall(dark.split("@media")[0]))}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["paper", "sand", "sky", "ochre-bg", "brick-bg"])
@pytest.mark.parametrize("text", ["ink", "soft", "green", "green-deep", "ochre", "brick"])
def test_every_text_colour_keeps_seven_to_one_on_every_surface(theme: str, surface: str, text: str) -> None:
    tokens = themes()[theme]

    assert contrast(tokens[text], tokens[surface]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_buttons_keep_seven_to_one_and_outlines_three_to_one(theme: str) -> None:
    tokens = themes()[theme]

    assert min(contrast(tokens["on-green"], tokens[name]) for name in ("green", "green-deep")) >= 7
    assert min(contrast(tokens[name], tokens["paper"]) for name in ("edge", "focus", "ink")) >= 3
    assert min(contrast(tokens[name], tokens["sand"]) for name in ("edge", "focus", "ink")) >= 3


def test_the_style_sheet_weighs_less_than_ten_kilobytes_compressed() -> None:
    assert len(gzip.compress(CSS.encode())) <= 10_000


@pytest.mark.parametrize("script", sorted(WEB.glob("static/*/*.js")), ids=lambda script: script.stem)
def test_a_script_weighs_less_than_three_kilobytes_compressed(script: Path) -> None:
    assert len(gzip.compress(script.read_bytes())) <= 3_000


def test_styles_never_say_left_or_right_so_that_arabic_pages_mirror() -> None:
    physical = re.compile(
        r"[\s{;](?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|float: left)\s*:"
    )

    assert physical.findall(CSS + (WEB / "static" / "map" / "map.css").read_text(encoding="utf-8")) == []


def test_layers_come_in_the_declared_order() -> None:
    declared = re.match(r"@layer ([\w, ]+);", CSS)

    assert declared is not None
    assert re.findall(r"^@layer (\w+) \{", CSS, re.MULTILINE) == declared[1].split(", ")


def test_the_lock_of_the_front_end_packages_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all(re.fullmatch(r"[\d.]+", version) for version in lock["packages"][""]["dependencies"].values())


# --- Templates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_template_is_short_and_opens_by_naming_what_it_needs(template: Path) -> None:
    lines = template.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 150
    assert lines[0].startswith(("{#", "{% extends", "{% comment"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_no_template_says_click_here(template: Path) -> None:
    assert not re.search(r"cliquez[\s-]+ici|>\s*ici\s*<", template.read_text(encoding="utf-8"), re.IGNORECASE)


def test_the_gallery_shows_every_component() -> None:
    shown = (WEB / "templates" / "gallery" / "gallery.html").read_text(encoding="utf-8")
    shown += (WEB / "templates" / "base.html").read_text(encoding="utf-8")

    assert [
        name for name in ui.register.tags if f"{{% {name} " not in shown and f"{{% {name}:" not in shown
    ] == []


def test_the_gallery_has_neither_script_nor_style_inside_the_page(gallery: str) -> None:
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", gallery)

    assert scripts == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", gallery) == []


def test_the_gallery_names_each_id_once(gallery: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery)

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.requirement("R004-060")
def test_a_page_begins_with_a_skip_link_and_ends_with_a_link_to_its_top(gallery: str) -> None:
    links = re.findall(r'<a[^>]*href="([^"]+)"', gallery.split("<body>")[1])

    assert links[0] == "#contenu"
    assert 'id="contenu"' in gallery
    assert "#haut" in links[-7:]
    assert 'id="haut"' in gallery


def test_every_page_asks_for_an_opinion_about_itself(gallery: str) -> None:
    assert 'href="/avis/?page=/-/ui/"' in gallery


def test_no_cookie_is_set_on_a_public_page() -> None:
    assert dict(Client().get("/-/ui/").cookies) == {}


def test_the_page_of_a_breakdown_needs_neither_request_nor_settings() -> None:
    page = render_to_string("errors/500.html")

    assert "Ce n’est pas votre faute" in page


@pytest.mark.parametrize("name", ["404", "403"])
def test_an_error_page_offers_a_way_on(name: str) -> None:
    request = RequestFactory().get("/nulle-part/")
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]

    page = render_to_string(f"errors/{name}.html", request=request)

    assert 'class="button" href="/"' in page


# --- Languages ----------------------------------------------------------------------------------------------


def test_the_same_page_is_offered_in_the_other_language() -> None:
    request = RequestFactory().get("/je-suis-bloque/?ou=Craon")

    links = ui.language_links(RequestContext(request, {"request": request}))

    assert [(link.url, link.name, link.direction) for link in links] == [
        ("/ar/je-suis-bloque/?ou=Craon", "العربية", "rtl")
    ]


def test_a_page_without_translation_offers_no_other_language() -> None:
    request = RequestFactory().get("/-/ui/")

    assert ui.language_links(RequestContext(request, {"request": request})) == []


# --- Components ---------------------------------------------------------------------------------------------


def test_a_component_refuses_an_argument_that_does_not_exist() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        Template('{% badge "ouvert" colour="green" %}')


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "ouvert" tone="green" %}',
        '{% icon "unicorn" %}',
        '{% button "Envoyer" kind="huge" %}',
        '{% callout title="Attention" tone="pink" %}{% endcallout %}',
        '{% phone_link "3646" number_e164="3646" size="xxl" %}',
    ],
)
def test_a_component_refuses_a_value_it_does_not_know(source: str) -> None:
    with pytest.raises(ValueError, match="expected one of"):
        render(source)


def test_a_pictogram_is_never_spoken() -> None:
    assert all('aria-hidden="true"' in ui.icon(name) for name in ui.icon_shapes())
    assert len(ui.icon_shapes()) >= 35


def test_a_badge_says_its_state_in_words_and_escapes_them() -> None:
    assert set(BADGE_TONES) == {"present", "wait", "neutral", "refusal", "plain"}
    assert render("{% badge label %}", label="<b>").endswith('<span class="badge neutral">&lt;b&gt;</span>')


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("14 h – 16 h 30", "14~h~–^~16~h~30"),
        ("9 h 30 – 12 h", "9~h~30 – 12~h"),
        ("à 12 min en voiture", "à 12~min en voiture"),
        ("De quoi avez-vous besoin ?", "De quoi avez-vous besoin~?"),
        ("« premiers pas »", "«~premiers pas~»"),
        ("5 euros, 5 €", "5 euros, 5~€"),
    ],
)
def test_hours_and_units_are_not_cut_at_the_end_of_a_line(text: str, tied: str) -> None:
    assert ui.unbroken(text) == tied.replace("~", "\u00a0").replace("^", "\u2060")


def test_a_cell_that_holds_a_link_keeps_it() -> None:
    link = format_html('<a href="{}">14 h</a>', "/lieux/")

    table = render(
        "{% responsive_table caption='Lieux' headers=headers rows=rows %}",
        headers=["Où", "Quand"],
        rows=[["A<b>", link]],
    )

    assert '<td role="cell" data-label="Quand"><a href="/lieux/">14\u00a0h</a></td>' in table
    assert "A&lt;b&gt;" in table


def test_an_address_is_shown_as_people_type_it() -> None:
    assert ui.short_url("https://www.palier.example/") == "palier.example"


def test_a_field_ties_its_label_hint_and_error_together() -> None:
    form = samples.SampleForm({"where": "Nulle part"}, auto_id="%s")

    html = render("{% field bound autocomplete='postal-code' %}", bound=form["where"])

    assert '<label for="where">Où\u00a0?</label>' in html
    assert 'aria-describedby="where-hint where-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="postal-code"' in html
    assert re.search(r'id="where-error">.*Nous ne trouvons pas cette commune', html, re.DOTALL)


def test_a_field_without_hint_nor_error_describes_nothing_and_says_when_it_is_optional() -> None:
    html = render("{% field bound %}", bound=samples.SampleForm(auto_id="%s")["day"])

    assert "aria-describedby" not in html
    assert "aria-invalid" not in html
    assert "(facultatif)" in html


def test_choices_are_a_fieldset_whose_question_is_its_legend() -> None:
    html = render("{% choices bound %}", bound=samples.SampleForm({"kind": "cats"}, auto_id="%s")["kind"])

    assert "<legend>De quoi avez-vous besoin\u00a0?</legend>" in html
    assert html.count('type="radio"') == 3
    assert 'aria-describedby="kind-error"' in html


class ConsentForm(forms.Form):
    agree = forms.BooleanField(label="Je suis d’accord")


def test_a_check_box_comes_before_its_label() -> None:
    html = render("{% field bound %}", bound=ConsentForm(auto_id="%s")["agree"])

    assert html.index("<input") < html.index("<label")


def test_the_card_of_a_place_gives_the_map_plain_numbers_in_every_language() -> None:
    card = PlaceCard(name="Médiathèque", url="/lieux/x/", number=1234, lat=47.85, lon=-0.95)

    with translation.override("fr"):
        html = render("{% place_card card level=3 %}", card=card)

    assert 'id="lieu-1234"' in html
    assert 'data-lat="47.85" data-lon="-0.95"' in html
    assert "<h3>" in html


def test_a_place_without_coordinates_or_phone_shows_neither() -> None:
    html = render(
        "{% place_card card %}", card=PlaceCard(name="Mairie", url="/lieux/x/", number=1, lat=47.85)
    )

    assert "data-lat" not in html
    assert "tel:" not in html


def test_a_place_to_verify_and_an_invented_place_say_so() -> None:
    html = render(
        "{% place_card card %}", card=PlaceCard(name="A", url="/", number=1, stale=True, is_demo=True)
    )

    assert re.findall(r'<span class="badge \w+">([^<]+)', html) == ["à vérifier", "démonstration"]


def test_a_phone_number_is_dialled_when_pressed_and_reads_left_to_right() -> None:
    html = render('{% phone_link "02 61 91 00 01" number_e164="+33261910001" size="xl" %}')

    assert '<a class="phone xl" href="tel:+33261910001" dir="ltr">' in html


def test_the_stepper_says_where_one_stands() -> None:
    html = render('{% stepper current=2 total=3 label="votre commune" %}')

    assert "Étape 2 sur 3 :" in html
    assert html.count('class="done"') == 2


def test_pages_of_a_list_keep_the_other_parameters_of_the_address() -> None:
    request = RequestFactory().get("/chercher/?besoin=mail&page=2")
    page = Paginator(range(30), 10).page(2)

    html = Template("{% pagination page=page %}").render(
        RequestContext(request, {"page": page, "request": request})
    )

    assert re.findall(r'rel="(\w+)" href="([^"]+)"', html) == [
        ("prev", "?besoin=mail&amp;page=1"),
        ("next", "?besoin=mail&amp;page=3"),
    ]


def test_a_list_of_one_page_has_no_pages() -> None:
    page = Paginator(range(3), 10).page(1)
    request = RequestFactory().get("/")

    html = Template("{% pagination page=page %}").render(
        RequestContext(request, {"page": page, "request": request})
    )

    assert html.strip() == ""


def test_markers_of_the_map_cannot_close_its_script() -> None:
    markers = [{"number": 1, "name": "</script><b>", "lat": 1.5, "lon": 2.5, "url": "/"}]

    html = render('{% map_frame id="carte" title="Carte" markers=markers %}', markers=markers)

    assert html.count("</script>") == 1
    assert '"lat": 1.5' in html
