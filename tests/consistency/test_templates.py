"""What templates may hold (house rules on HTML)."""

from collections.abc import Callable, Iterator

import pytest

from tests.consistency import template_rules
from tests.consistency.repository import PALIER, files_ending, named, refuse

Rule = Callable[[str], Iterator[str]]


def _check(rule: Rule) -> None:
    files = files_ending(".html", under=PALIER)

    assert len(files) > 30  # the folder was found
    refuse(f"{named(f)}:{x}" for f in files for x in rule(f.read_text(encoding="utf-8")))


def test_templates_are_short() -> None:
    _check(template_rules.too_long)


def test_templates_open_with_a_comment_that_names_what_they_need() -> None:
    _check(template_rules.no_opening_comment)


def test_pages_hold_no_script_no_style_and_no_event_attribute() -> None:
    _check(template_rules.inline_code)


def test_links_say_where_they_lead_without_their_sentence() -> None:
    _check(template_rules.empty_link_texts)


# --- The rules themselves ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        (template_rules.too_long, "x\n" * 151, ["151: 151 lines"]),
        (template_rules.no_opening_comment, "<p>a</p>", ["1: does not open with a comment"]),
        (template_rules.no_opening_comment, "{# A place. #}", ["1: the comment does not say what it needs"]),
        (template_rules.inline_code, "<p>\n<p style='a'>", ["2: style="]),
        (template_rules.inline_code, '<a href="x" onclick="y()">', ["1: onclick="]),
        (template_rules.inline_code, "<button {% if a %}ONCLICK=b{% endif %}>", ["1: ONCLICK="]),
        (template_rules.inline_code, "<style>p {}</style>", ["1: <style>"]),
        (template_rules.inline_code, "<script>x()</script>", ["1: <script> in the page"]),
        (template_rules.empty_link_texts, '<a href="x">Ici</a>', ["1: link « ici »"]),
        (
            template_rules.empty_link_texts,
            "<a href='x'><b>En savoir plus</b> →</a>",
            ["1: link « en savoir plus »"],
        ),
        (
            template_rules.empty_link_texts,
            '<a>{% translate "Lire la suite" %}</a>',
            ["1: link « lire la suite »"],
        ),
        (template_rules.empty_link_texts, '{% link_button "Voir" url=x %}', ["1: link « voir »"]),
        (template_rules.empty_link_texts, "<p>\nCliquez ici pour</p>", ["2: « Cliquez ici »"]),
    ],
)
def test_a_rule_finds_what_breaks_it(rule: Rule, text: str, found: list[str]) -> None:
    assert list(rule(text)) == found


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (template_rules.no_opening_comment, "{# A place. Needs: place. #}\n<p>"),
        (template_rules.inline_code, '<script src="x.js" defer></script>'),
        (template_rules.inline_code, '<script type="application/ld+json">{"@type": "Place"}</script>'),
        (template_rules.inline_code, '<p title="a style=b onclick=c">'),
        (template_rules.inline_code, "{# no style= here #}<p data-palier-on=x>"),
        (template_rules.empty_link_texts, '<a href="x">{{ place.name }}</a>'),
        (template_rules.empty_link_texts, '<a href="x">Lire la suite de l’entretien</a>'),
    ],
)
def test_a_rule_accepts_what_follows_it(rule: Rule, text: str) -> None:
    assert list(rule(text)) == []
