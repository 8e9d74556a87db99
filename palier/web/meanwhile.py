"""Two people change the same thing at the same time: the second sees what the first wrote, and nothing is lost.

The database decides, by the revision that was shown. The page also sends what each field said when it was shown: so a
field that the second person left alone takes what the first wrote, and one that both changed shows both.
"""

from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

NOTHING = "rien"


class SharedForm(forms.Form):
    """A form on something that others may change meanwhile. Its page has `{{ form.as_shown }}` in it."""

    data: QueryDict  # what a browser sent, never a plain mapping
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def as_shown(self) -> SafeString:
        """Return the hidden fields that say what was shown: the revision, and what each field said."""
        kept = [
            (bound.html_initial_name, text)
            for bound in self._own()
            for text in (self._sent(bound.html_initial_name) if self.is_bound else _as_sent(bound))
        ]
        hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
        return self["revision"].as_widget() + hidden

    def beside(self, stored: Self) -> tuple[QueryDict, list[tuple[str, str]]]:
        """Return what to show again: this form on top of `stored`, the same one unbound, of what is now written.

        What was left alone is as it is now written; what was typed stays. Then the fields that somebody else changed
        too, with their words.
        """
        data, theirs = self.data.copy(), []
        data.setlist("revision", _as_sent(stored["revision"]))
        for bound in stored._own():
            shown, typed = self._sent(bound.html_initial_name), self._sent(bound.html_name)
            now = _as_sent(bound)
            data.setlist(bound.html_initial_name, now)
            if typed == shown:
                data.setlist(bound.html_name, now)
            elif _plain(now) not in (shown, typed):
                theirs.append((str(bound.label), _in_words(bound)))
        return data, theirs

    def _own(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name != "revision"]

    def _sent(self, name: str) -> list[str]:
        return _plain(self.data.getlist(name))


def _plain(texts: list[str]) -> list[str]:
    """Browsers send the ends of lines their own way, and nothing for an empty answer."""
    return [plain for text in texts if (plain := text.replace("\r\n", "\n").strip())]


def _as_sent(bound: forms.BoundField) -> list[str]:
    """Return what a browser would send of a field left as it is shown."""
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    said: Any = widget.format_value(value)
    return [str(text) for text in (said if isinstance(said, list) else [said]) if text not in (None, "")]


def _in_words(bound: forms.BoundField) -> str:
    value, field = bound.value(), bound.field
    if isinstance(field.widget, forms.CheckboxInput):
        return "oui" if value else "non"
    if isinstance(field.widget, forms.Select | forms.CheckboxSelectMultiple):
        choices: Any = field.widget.choices
        labels = {str(code): str(label) for code, label in choices}
        return ", ".join(labels.get(code, code) for code in _as_sent(bound)) or NOTHING
    return str(localize(value)) if value not in (None, "") else NOTHING
