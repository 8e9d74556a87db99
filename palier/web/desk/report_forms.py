"""The form of a report: its fields come from the lists that heads are counted by."""

from collections.abc import Mapping
from typing import Any

from django import forms

from palier.accounts.models import User
from palier.agenda.actions.reports import MOST_PEOPLE, WORDS, Told
from palier.agenda.enums import CountDimension
from palier.agenda.models import Session, SessionReport
from palier.agenda.queries.board import topics
from palier.agenda.queries.reports import list_of
from palier.directory.models import Topic
from palier.web.meanwhile import SharedForm

TITLES = {
    CountDimension.AGE_BAND: "Tranches d’âge",
    CountDimension.AUDIENCE: "Publics",
    CountDimension.LANGUAGE: "Langues entendues",
}


def count_name(dimension: str, code: str) -> str:
    """« n-AGE_BAND-10-17 »: the name of the field of one count."""
    return f"n-{dimension}-{code}"


def _words(label: str, hint: str) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=4000, widget=rows)


class TestimonyForm(forms.Form):
    """What somebody told, kept after they agreed."""

    text = forms.CharField(
        label="Le récit",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sans nom, ni détail qui désigne quelqu’un.",
    )
    agreed = forms.BooleanField(
        label="La personne est d’accord pour que son récit serve d’exemple",
        error_messages={"required": "Sans son accord, le récit n’est pas gardé."},
    )


class ReportForm(SharedForm):
    """What is counted and said of a session. Formats that count heads alone have no other count."""

    head_count = forms.IntegerField(label="Personnes venues", min_value=0, max_value=MOST_PEOPLE)
    volunteer_count = forms.IntegerField(label="Bénévoles", min_value=0, max_value=1000)
    topics: forms.ModelMultipleChoiceField[Topic] = forms.ModelMultipleChoiceField(
        label="Thèmes abordés", required=False, queryset=None, widget=forms.CheckboxSelectMultiple
    )
    topics_shared = _words("Ce qui a été partagé", "Ce que les personnes savaient et ont montré aux autres.")
    topics_learnt = _words("Ce qui a été appris", "Ce avec quoi on repart.")
    summary = _words("Résumé", "Tout le réseau peut le lire et le chercher. Aucun nom.")
    purpose_notes = _words("Au regard des objectifs", "")
    staff: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        label="Collègues présents", required=False, queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        session: Session,
        counts: Mapping[tuple[str, str], int],
        colleagues: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics()  # type: ignore[attr-defined]
        self.fields["staff"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["staff"].label_from_instance = _name  # type: ignore[attr-defined]
        self.keys: dict[str, tuple[str, str]] = {}
        dimensions = [] if session.format.counts_heads_only else list(TITLES)
        self.groups: list[tuple[str, str, list[str]]] = []
        for dimension in dimensions:
            names = []
            for row in list_of(dimension):
                name = count_name(dimension, row.code)
                self.keys[name] = (dimension, row.code)
                self.fields[name] = forms.IntegerField(
                    label=row.label, required=False, min_value=0, max_value=MOST_PEOPLE
                )
                self.initial[name] = counts.get((dimension, row.code), 0)
                names.append(name)
            self.groups.append((dimension, TITLES[dimension], names))

    def count_groups(self) -> list[dict[str, Any]]:
        """Return the counts by list: title, and each field with what its + and − send."""
        return [
            {
                "title": title,
                "is_ages": dimension == CountDimension.AGE_BAND,
                "is_open": dimension == CountDimension.AGE_BAND
                or any(self[name].errors or self[name].value() not in (None, "", 0, "0") for name in names),
                "rows": [{"field": self[name], "key": f"{dimension}:{self.keys[name][1]}"} for name in names],
            }
            for dimension, title, names in self.groups
        ]

    def told(self) -> Told:
        """Return the report as the action takes it."""
        data = self.cleaned_data
        return Told(
            head_count=data["head_count"],
            volunteer_count=data["volunteer_count"],
            counts={key: data[name] or 0 for name, key in self.keys.items()},
            staff=frozenset(user.pk for user in data["staff"]),
            topics=tuple(data["topics"]),
            words={name: data[name] for name in WORDS},
        )


def initial_of(report: SessionReport, staff: list[User]) -> dict[str, Any]:
    """Return what the form shows of a report."""
    words = {name: getattr(report, name) for name in WORDS}
    return {
        "revision": report.revision,
        "head_count": report.head_count,
        "volunteer_count": report.volunteer_count,
        "topics": list(report.topics.all()),
        "staff": staff,
        **words,
    }


def _name(user: User) -> str:
    return user.name or user.email
