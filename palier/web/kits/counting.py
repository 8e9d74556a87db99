"""The form that counts a thing: one line per thing that must be there."""

from dataclasses import dataclass
from typing import Any

from django import forms

from palier.kits.actions import Counted
from palier.kits.queries.checks import ExpectedLine
from palier.web.templatetags.words import plural

PRESENT, DAMAGED, MISSING = "present", "damaged", "missing"
STATES = ((PRESENT, "présent"), (DAMAGED, "présent, mais abîmé"), (MISSING, "manque"))
OF_STATE = {PRESENT: Counted(1), DAMAGED: Counted(1, 1), MISSING: Counted(0)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page. One piece has a `state`; several have a number present and a number damaged."""

    label: str
    expected: int
    known: str
    state: forms.BoundField | None
    present: forms.BoundField | None
    damaged: forms.BoundField | None
    note: forms.BoundField


class CountForm(forms.Form):
    """What is there, line by line; it starts with what was known last time."""

    remark = forms.CharField(label="Remarque générale", max_length=300, required=False)

    def __init__(self, *args: Any, lines: list[ExpectedLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields.update(_fields_of(line))

    @property
    def rows(self) -> list[Row]:
        """The lines in their order, with their fields."""
        return [self._row(line) for line in self.lines]

    @property
    def counts(self) -> dict[str, Counted]:
        """What was counted, for the action."""
        told = self.cleaned_data
        return {line.key: self._counted(line, told) for line in self.lines}

    def _counted(self, line: ExpectedLine, told: dict[str, Any]) -> Counted:
        note = told[f"note-{line.key}"]
        if line.expected == 1:
            known = OF_STATE[told[f"state-{line.key}"]]
            return Counted(known.present, known.damaged, note)
        return Counted(told[f"present-{line.key}"], told[f"damaged-{line.key}"] or 0, note)

    def _row(self, line: ExpectedLine) -> Row:
        one = line.expected == 1
        known = [f"{line.missing} manquait déjà" if line.missing == 1 else f"{line.missing} manquaient déjà"]
        known = known if line.missing else []
        known += [f"{line.damaged} déjà abîmé{plural(line.damaged)}"] if line.damaged else []
        return Row(
            label=line.label,
            expected=line.expected,
            known=", ".join(known),
            state=self[f"state-{line.key}"] if one else None,
            present=None if one else self[f"present-{line.key}"],
            damaged=None if one else self[f"damaged-{line.key}"],
            note=self[f"note-{line.key}"],
        )


def _fields_of(line: ExpectedLine) -> dict[str, forms.Field]:
    note = forms.CharField(label=f"Précision : {line.label}", max_length=200, required=False)
    if line.expected == 1:
        known = MISSING if line.missing else DAMAGED if line.damaged else PRESENT
        state = forms.ChoiceField(label=line.label, choices=STATES, initial=known)
        return {f"state-{line.key}": state, f"note-{line.key}": note}
    present = line.expected - line.missing
    damaged = min(line.damaged, present)
    return {
        f"present-{line.key}": forms.IntegerField(
            label=f"Présents, sur {line.expected}", initial=present, min_value=0, max_value=line.expected
        ),
        f"damaged-{line.key}": forms.IntegerField(
            label="Dont abîmés", initial=damaged, min_value=0, max_value=line.expected, required=False
        ),
        f"note-{line.key}": note,
    }
