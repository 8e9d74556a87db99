"""Rules on templates. Each takes the text of one and yields « line: what is wrong »."""

import re
from collections.abc import Iterator

from palier.core.text import fold

MAX_LINES = 150

_COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
_FIRST_COMMENT = re.compile(r"\{# (?P<text>[^#]*?)#\}")
_TAG_OR_VARIABLE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_OPENING_TAG = re.compile(
    r"<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.DOTALL
)
_EVENT_OR_STYLE = re.compile(r"(?:^|\s)(on[a-z]+|style)\s*=", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^>]*>(?P<text>.*?)</a>", re.DOTALL | re.IGNORECASE)
_COMPONENT_LABEL = re.compile(r"\{%\s*(?:link_button|button)\s+(?:_\()?\"(?P<text>[^\"]*)\"")
_TRANSLATED = re.compile(r"\{%\s*translate\s+\"(?P<text>[^\"]*)\"[^%]*%\}")
# What a screen reader would read out of context, folded (R004-162).
_SAYS_NOTHING = {
    "ici", "cliquez ici", "cliquer ici", "la", "lien", "ce lien", "plus", "suite", "voir", "voir plus",
    "en savoir plus", "lire la suite", "lire plus", "plus d infos", "plus d informations", "details", "cette page",
    "suivre ce lien",
}  # fmt: skip


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _without_template_language(text: str) -> str:
    """The text with tags and variables blanked, same length and lines, so that only HTML is left."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found.group())

    return _TAG_OR_VARIABLE.sub(blank, _COMMENT.sub(blank, text))


def too_long(text: str) -> Iterator[str]:
    """A template is read on two screens at most."""
    lines = text.count("\n")
    if lines > MAX_LINES:
        yield f"{MAX_LINES + 1}: {lines} lines"


def no_opening_comment(text: str) -> Iterator[str]:
    """The first thing in a template is a comment that says what it shows and what it needs."""
    comment = _FIRST_COMMENT.match(text)
    if comment is None:
        yield "1: does not open with a comment"
    elif "Need" not in comment["text"]:
        yield "1: the comment does not say what it needs"


def inline_code(text: str) -> Iterator[str]:
    """Scripts, styles and event attributes in the page: the content security policy would stop them.

    A `<script>` with a `src` is a file; one whose type is JSON is data.
    """
    for tag in _OPENING_TAG.finditer(_without_template_language(text)):
        name, attributes = tag["name"].lower(), tag["attributes"]
        unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", '""', attributes)
        if name == "style":
            yield f"{_line(text, tag.start())}: <style>"
        if name == "script" and " src=" not in unquoted and "json" not in attributes:
            yield f"{_line(text, tag.start())}: <script> in the page"
        for attribute in _EVENT_OR_STYLE.finditer(unquoted):
            yield f"{_line(text, tag.start())}: {attribute[1]}="


def empty_link_texts(text: str) -> Iterator[str]:
    """Links and buttons whose words say nothing by themselves, and « cliquez ici » anywhere."""
    visible = _COMMENT.sub("", text)
    for pattern in (_LINK, _COMPONENT_LABEL):
        for found in pattern.finditer(visible):
            said = _TRANSLATED.sub(lambda m: m["text"], found["text"])
            words = fold(re.sub(r"<[^>]*>", " ", _TAG_OR_VARIABLE.sub(" x ", said)))
            if words in _SAYS_NOTHING:
                yield f"{_line(visible, found.start())}: link « {words} »"
    for found in re.finditer(r"cliqu(?:ez|er)\s+ici", visible, re.IGNORECASE):
        yield f"{_line(visible, found.start())}: « {found.group()} »"
