"""What the forms of records share: values there and back, who else wrote meanwhile, a draft taken up again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from palier.directory.editable import FIELDS, Field, RecordKind
from palier.web.records import fieldwise
from palier.web.records.contacts_part import ContactsPart
from palier.web.records.hours_part import HoursPart

Values = dict[str, Any]
MOVED = object()  # what nobody expects a field to say


class RecordForm(forms.Form):
    """A form over the values of `directory.editable`.

    `values` holds, once valid, {field: value} for the fields of the form. `before`: what the record says now.
    """

    kind: RecordKind
    parts: tuple[HoursPart, ...] = ()
    contacts: ContactsPart | None = None

    def __init__(self, data: QueryDict | None, *, before: Mapping[str, Any]) -> None:
        # A copy: reading a pasted text writes what was understood in it.
        super().__init__(data.copy() if data is not None else None)
        self.before = dict(before)
        self.values: Values = {}
        self.simple: list[Field] = []
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def take(self, names: Iterable[str], **inputs: forms.Field) -> None:
        """Add the inputs of these fields; `inputs` gives those that are not made from the field alone."""
        for name in names:
            field = FIELDS[self.kind][name]
            self.simple.append(field)
            self.fields[name] = inputs.get(name) or fieldwise.input_of(field)
            if name in self.before:
                self.initial[name] = fieldwise.shown(field, self.before[name])

    def ready(self) -> None:
        """Give the parts their first values; called at the end of `__init__`."""
        for part in self.parts:
            self.initial.update(part.initial(str(self.before.get(part.name, ""))))
        if self.contacts is not None:
            self.initial.update(self.contacts.initial())
        self.initial["seen"] = self.seen_now()

    def seen_now(self) -> str:
        """Return what the person sees of each field, as short marks."""
        return json.dumps({name: mark(value) for name, value in self.before.items()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self.simple:
            if field.name not in cleaned:
                continue
            try:
                self.values[field.name] = fieldwise.said(
                    field, cleaned[field.name], before=self.before.get(field.name)
                )
            except ValidationError as error:
                self.add_error(field.name, error)
        for part in self.parts:
            self.values |= part.values(cleaned)
        if self.contacts is not None:
            self.values |= self.contacts.values(cleaned)
        return cleaned

    # --- Somebody else ---------------------------------------------------------------------------------------

    def touched(self) -> Values:
        """Return the values that the person changed from what they saw."""
        seen = self._seen()
        return {name: value for name, value in self.values.items() if seen.get(name) != mark(value)}

    def expected(self) -> Values:
        """Return what the person saw of each field; a field that moved since says something nobody expects."""
        seen = self._seen()
        return {
            name: value if seen.get(name, mark(value)) == mark(value) else MOVED
            for name, value in self.before.items()
        }

    def _seen(self) -> dict[str, str]:
        try:
            seen = json.loads(str(self.data.get("seen") or "{}"))
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in seen.items()} if isinstance(seen, dict) else {}

    def see_again(self, current: Mapping[str, Any]) -> None:
        """Mark these fields as seen as they are now: sending the form again then wins, on these alone.

        A field that somebody else changed and that this person did not touch keeps its old mark, and stays theirs.
        """
        seen = self._seen() | {name: mark(value) for name, value in current.items()}
        self._write("seen", json.dumps(seen))

    # --- Refusals, readings, drafts --------------------------------------------------------------------------

    def refuse(self, error: ValidationError) -> None:
        """Put the sentences of an action beside the inputs they are about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        first_inputs = {part.name: f"{part.name}-0-0-from" for part in self.parts}
        first_inputs["contacts"] = "contact-0-value"
        for name, sentences in error.message_dict.items():
            target = first_inputs.get(name, name)
            self.add_error(target if target in self.fields else None, sentences)

    def read_texts(self) -> bool:
        """Read the hours that were pasted, to be checked before saving; tell whether there were any."""
        assert isinstance(self.data, QueryDict)
        read = [part.read_text(self.data) for part in self.parts]  # all of them, not only the first
        return any(read)

    def take_up(self, typed: Mapping[str, list[str]]) -> None:
        """Fill the form with a draft, without judging it: it may be half typed."""
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
        for name, field in self.fields.items():
            if name in data or isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                self.initial[name] = field.widget.value_from_datadict(data, {}, name)

    def _write(self, name: str, value: str) -> None:
        assert isinstance(self.data, QueryDict)
        self.data[name] = value

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """The refusals of a sent form, (id of the input, label, sentence), in the order of the page."""
        if not self.is_bound:
            return []
        return [
            (self[name].id_for_label or self[name].auto_id or "", str(self[name].label), str(sentence))
            for name in self.fields
            for sentence in self.errors.get(name, [])
        ]


@dataclass(frozen=True, slots=True)
class Option:
    """One box to tick."""

    id: str
    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The boxes of one family; open when one of them is ticked."""

    label: str
    options: list[Option]

    @property
    def is_open(self) -> bool:
        """Tell whether something is ticked inside."""
        return any(option.checked for option in self.options)


def groups_of(bound: forms.BoundField) -> list[Group]:
    """Return the families of a long list of boxes, for the template."""
    families: Any = bound.field.widget.choices  # [(family, [(value, label)])]
    given = {str(value) for value in bound.value() or []}
    groups = []
    number = 0
    for label, options in families:
        boxes = []
        for value, words in options:
            boxes.append(Option(f"{bound.auto_id}-{number}", str(value), str(words), str(value) in given))
            number += 1
        groups.append(Group(str(label), boxes))
    return groups


def mark(value: Any) -> str:
    """Return a short mark of a value: two marks are the same if the values are."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
