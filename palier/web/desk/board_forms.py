"""The forms of the question board."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from palier.agenda.actions.board import Found, PaperLine
from palier.agenda.enums import FoundBy, QuestionState
from palier.agenda.queries.board import topics
from palier.directory.models import Topic

PAPER_ROWS = 8
SOURCE = {
    "label": "Adresse de la source",
    "required": False,
    "max_length": 500,
    "assume_scheme": "https",
    "validators": [URLValidator(schemes=["http", "https"])],
    "help_text": "Gardée pour la relire ; elle n’est jamais ouverte toute seule.",
}


class QuestionForm(forms.Form):
    """A question, in the words of who asks it."""

    text = forms.CharField(
        label="La question, avec ses mots", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    topic: forms.ModelChoiceField[Topic] = forms.ModelChoiceField(
        label="Thème",
        required=False,
        queryset=None,
        empty_label="sans thème",
        help_text="Seulement pour compter ce qui revient.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics()  # type: ignore[attr-defined]


class TopicForm(forms.Form):
    """What a question is about, said afterwards: nobody is asked for it when they ask."""

    topic = forms.ChoiceField(
        label="Thème", required=False, help_text="Ce qui revient souvent peut devenir un atelier."
    )

    def __init__(self, *args: Any, known: Sequence[Topic], **kwargs: Any) -> None:
        """`known` is read once for all the questions of a board."""
        super().__init__(*args, **kwargs)
        self.known = {str(topic.pk): topic for topic in known}
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "sans thème"),
            *((key, topic.label) for key, topic in self.known.items()),
        ]

    def chosen(self) -> Topic | None:
        """Return the topic; None for none."""
        return self.known.get(self.cleaned_data["topic"])


class SearchForm(forms.Form):
    """What the group types in a search engine."""

    query = forms.CharField(label="Ce que vous tapez dans le moteur de recherche", max_length=200)


class AnswerForm(forms.Form):
    """One answer, of several."""

    text = forms.CharField(label="La réponse", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    found_by = forms.ChoiceField(label="Qui l’a trouvée", choices=FoundBy.choices, initial=FoundBy.GROUP)
    source_url = forms.URLField(**SOURCE)  # type: ignore[arg-type]
    query = forms.CharField(label="Recherche tapée", required=False, max_length=200)

    def found(self) -> Found:
        """Return the answer as the action takes it."""
        told = self.cleaned_data
        return Found(told["text"], told["found_by"], told["source_url"], told["query"])


class PaperForm(forms.Form):
    """One question of the paperboard, with what became of it."""

    text = forms.CharField(label="Question", required=False, max_length=500)
    answer = forms.CharField(
        label="Réponse trouvée", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    found_by = forms.ChoiceField(label="Par", choices=FoundBy.choices, initial=FoundBy.GROUP, required=False)
    source_url = forms.URLField(**SOURCE | {"help_text": ""})  # type: ignore[arg-type]
    postponed = forms.BooleanField(label="À traiter plus tard", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and (data.get("answer") or data.get("source_url")):
            self.add_error("text", "Recopiez la question de cette réponse.")
        return data

    def is_written(self) -> bool:
        """Tell whether the row holds a question."""
        return bool(self.cleaned_data.get("text"))

    def line(self) -> PaperLine:
        """Return the row as the action takes it."""
        told = self.cleaned_data
        found = (
            Found(told["answer"], told["found_by"] or FoundBy.GROUP, told["source_url"])
            if told["answer"]
            else None
        )
        state = QuestionState.POSTPONED if told["postponed"] else QuestionState.OPEN
        return PaperLine(told["text"], state, found)


class PaperForms:
    """The rows of the paperboard, valid or not together."""

    def __init__(self, data: QueryDict | None) -> None:
        self.rows = [PaperForm(data, prefix=f"q{number}") for number in range(1, PAPER_ROWS + 1)]

    def __iter__(self) -> Any:
        return iter(self.rows)

    def is_valid(self) -> bool:
        """Tell whether every row is; all are checked."""
        return [row for row in self.rows if not row.is_valid()] == []


def paper_forms(data: QueryDict | None) -> PaperForms:
    """Return the empty rows, or those that were sent."""
    return PaperForms(data)
