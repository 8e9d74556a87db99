"""Forms of the preparation of a session."""

from typing import Any

from django import forms

from palier.agenda.preparation import ReservableThing

MARGINS = (
    (0, "à l’heure de la séance"),
    (30, "30 minutes"),
    (60, "1 heure"),
    (180, "3 heures"),
    (720, "12 heures"),
)


class LineForm(forms.Form):
    """One more thing to prepare."""

    label = forms.CharField(label="Chose à prévoir", max_length=200)


class NoteForm(forms.Form):
    """A word beside a line."""

    note = forms.CharField(label="Précision", max_length=200, required=False)


class ReserveForm(forms.Form):
    """Reserve one of the things that are free for the session."""

    thing = forms.ChoiceField(
        label="Matériel libre à ce moment",
        error_messages={
            "invalid_choice": "Ce matériel n’est pas libre à ce moment : choisissez-en un autre."
        },
    )
    before_min = forms.TypedChoiceField(label="À prendre avant", choices=MARGINS, coerce=int, initial=30)
    after_min = forms.TypedChoiceField(label="À rendre après", choices=MARGINS, coerce=int, initial=30)

    def __init__(self, *args: Any, things: list[ReservableThing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(thing.code, thing.label) for thing in things if thing.is_own]
        shared = [(thing.code, said(thing)) for thing in things if not thing.is_own]
        groups: list[Any] = [("", "Choisissez…")]
        if own:
            groups.append(("À nous", own))
        if shared:
            groups.append(("Partagé par d’autres structures", shared))
        self.fields["thing"].choices = groups  # type: ignore[attr-defined]


def said(thing: ReservableThing) -> str:
    """« Vidéoprojecteur, Médiathèque de Laval, à 12 km, avec accord »."""
    parts = [thing.label, thing.owner]
    if thing.distance_km is not None:
        parts.append(f"à {max(1, round(thing.distance_km))} km à vol d’oiseau")
    if thing.needs_agreement:
        parts.append("avec son accord")
    return ", ".join(parts)
