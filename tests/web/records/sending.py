"""What a browser sends back of a page: every input of its form, as it was filled."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

Sent = dict[str, list[str]]


class _Form(HTMLParser):
    """Collects the inputs of the forms of a page; the last form with the asked attribute wins."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark
        self.is_in = False
        self.sent: Sent = {}
        self._select = ""
        self._first = ""
        self._chosen = False
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.is_in = self.mark in given
        if not self.is_in:
            return
        if tag == "input" and name:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked:
                self.sent.setdefault(name, []).append(
                    value if "value" in given else "on" * (given.get("type") == "checkbox")
                )
        elif tag == "select":
            self._select, self._first, self._chosen = name, "", False
        elif tag == "option" and self._select:
            if not self._first and not self._chosen and self._select not in self.sent:
                self.sent[self._select] = [value]
                self._first = "set"
            if "selected" in given:
                self.sent[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            self.sent[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] = [self.sent[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # The parser of browsers drops the first line break of a textarea.
            self.sent[self._area] = [self.sent[self._area][0].removeprefix("\n").replace("\n", "\r\n")]
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self.is_in = False


def inputs_of(html: str, *, mark: str = "data-palier-autosave") -> Sent:
    """Return {name: values} of the form that bears the attribute `mark`, as a browser would send it untouched."""
    parser = _Form(mark)
    parser.feed(html)
    return parser.sent


def opened_form(client: Client, url: str) -> Sent:
    """Return the inputs of the form at `url`."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return inputs_of(answer.content.decode())


def send(client: Client, url: str, typed: Sent, **changes: Any) -> Any:
    """Send a form with some inputs changed; `None` takes an input away. Dashes of names are written `__`."""
    sent = dict(typed)
    for key, value in changes.items():
        name = key.replace("__", "-")
        if value is None:
            sent.pop(name, None)
        else:
            sent[name] = value if isinstance(value, list) else [value]
    return client.post(url, sent)
