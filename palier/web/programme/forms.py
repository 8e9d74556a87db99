"""What a session is, typed in few fields; which ones depend on its format."""

from collections.abc import Mapping
from typing import Any

from django import forms

from palier.agenda.enums import FormatKind, Level, Purpose, RegistrationMode, SchoolLevel, ThemeRule
from palier.agenda.models import EventFormat, Session
from palier.directory.models import Structure
from palier.web.meanwhile import SharedForm
from palier.web.programme.when import WhereForm
from palier.web.registration.forms import FormKeyMixin

CAFES = (FormatKind.DIGITAL_CAFE, FormatKind.STAFF_CAFE)
HOOK_HINT = "Pour lancer la discussion. Toutes les autres questions restent les bienvenues."


def text_area(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class NewSessionForm(FormKeyMixin, WhereForm):
    """A new session of one format: the few things that only a person knows."""

    organiser = forms.ChoiceField(label="La structure qui organise", required=False)
    title = forms.CharField(label="Le titre", required=False, max_length=150)
    theme = forms.CharField(label="Le thème annoncé", max_length=200)
    hook_theme = forms.CharField(
        label="Un thème d’accroche", required=False, max_length=200, help_text=HOOK_HINT
    )
    school_level = forms.ChoiceField(label="La classe", choices=[("", "Choisissez"), *SchoolLevel.choices])
    speaker = forms.CharField(
        label="L’intervenant extérieur", max_length=100, help_text="Le nom tel qu’il sera annoncé."
    )
    capacity_max = forms.IntegerField(label="Places au plus", required=False, min_value=1, max_value=5000)
    description = text_area("Quelques mots de présentation", required=False, max_length=5000)

    def __init__(
        self,
        *args: Any,
        format: EventFormat,
        structures: list[Structure],
        needs_place: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.format, self.structures = format, {row.public_id: row for row in structures}
        self.fields["title"].help_text = f"Vide : « {format.label} »."
        self.fields["capacity_max"].initial = format.capacity_max
        names = [(row.public_id, row.name) for row in structures]
        self.fields["organiser"].choices = [("", "Celle qui tient le lieu"), *names]  # type: ignore[attr-defined]
        for name in self._useless(needs_place=needs_place):
            del self.fields[name]

    def _useless(self, *, needs_place: bool) -> list[str]:
        format, useless = self.format, []
        useless += ["theme"] if format.kind in CAFES or format.theme_rule == ThemeRule.HOOK else []
        useless += [] if "theme" in useless else ["hook_theme"]
        if format.theme_rule == ThemeRule.OPTIONAL and "theme" not in useless:
            self.fields["theme"].required = False
        useless += [] if format.needs_school_level else ["school_level"]
        useless += [] if format.needs_speaker else ["speaker"]
        useless += ["capacity_max"] if format.counts_heads_only else []
        useless += [] if len(self.structures) > 1 else ["organiser"]
        return useless + (["commune", "address", "online_url"] if needs_place else [])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and self.chosen_organiser is None:
            self.add_error("place", "Aucune structure ne tient ce lieu : la coordination peut le corriger.")
        return data

    @property
    def chosen_organiser(self) -> Structure | None:
        """The structure that was chosen, else the one that keeps the place, else one’s only structure."""
        chosen = self.structures.get(self.cleaned_data.get("organiser", ""))
        place = self.chosen_place
        kept = place.owner if place is not None else None
        alone = next(iter(self.structures.values())) if len(self.structures) == 1 else None
        return chosen or kept or alone

    def values(self) -> dict[str, Any]:
        """Return the words and rules that the form says, as the actions take them."""
        names = ("theme", "hook_theme", "school_level", "description", "capacity_max")
        said = {name: self.cleaned_data[name] for name in names if name in self.fields}
        title = self.cleaned_data["title"].strip()
        where = {name: value for name, value in self.where().items() if name != "place"}
        return said | where | ({"title": title} if title else {})


class EditSessionForm(SharedForm):
    """The words, rules and seats of a session."""

    title = forms.CharField(label="Le titre", max_length=150)
    theme = forms.CharField(label="Le thème annoncé", required=False, max_length=200)
    hook_theme = forms.CharField(
        label="Un thème d’accroche", required=False, max_length=200, help_text=HOOK_HINT
    )
    description = text_area("Présentation", required=False, max_length=5000, rows=6)
    topics = forms.MultipleChoiceField(
        label="De quoi on parle", required=False, widget=forms.CheckboxSelectMultiple
    )
    audiences = forms.MultipleChoiceField(
        label="Pour un public en particulier",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : tout le monde.",
    )
    languages = forms.MultipleChoiceField(
        label="Langues parlées sur place, outre le français",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une information, jamais une condition.",
    )
    purposes = forms.MultipleChoiceField(
        label="Objectifs", required=False, choices=Purpose.choices, widget=forms.CheckboxSelectMultiple
    )
    level = forms.ChoiceField(label="Niveau", required=False, choices=[("", "Tous"), *Level.choices])
    school_level = forms.ChoiceField(
        label="La classe", required=False, choices=[("", "Choisissez"), *SchoolLevel.choices]
    )
    registration_mode = forms.ChoiceField(label="Comment on vient", choices=RegistrationMode.choices)
    capacity_preferred = forms.IntegerField(
        label="Places souhaitées", required=False, min_value=1, max_value=5000
    )
    capacity_max = forms.IntegerField(
        label="Places au plus", required=False, min_value=1, max_value=5000, help_text="Vide : sans limite."
    )
    answer_hours = forms.IntegerField(
        label="Heures pour accepter une place libérée", min_value=1, max_value=240
    )
    minimum_age = forms.IntegerField(label="Âge minimum (ans)", required=False, min_value=0, max_value=120)
    price_text = forms.CharField(label="Prix", required=False, max_length=100)
    brings_own_device = forms.BooleanField(label="On peut apporter son appareil", required=False)
    is_open_door = forms.BooleanField(label="Porte ouverte : on peut arriver au milieu", required=False)
    is_open_to_all = forms.BooleanField(label="Accessible à tous, sans prérequis", required=False)

    LISTS = ("topics", "audiences", "languages")

    def __init__(self, *args: Any, format: EventFormat, lists: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {name: {row.code: row for row in lists[name]} for name in self.LISTS}
        for name in self.LISTS:
            self.fields[name].choices = [(row.code, row.label) for row in lists[name]]  # type: ignore[attr-defined]
        is_cafe = format.kind in CAFES
        useless = ["theme", "level"] if is_cafe else ["hook_theme"]
        useless += [] if format.needs_school_level else ["school_level"]
        if format.counts_heads_only:
            useless += [
                "capacity_preferred",
                "capacity_max",
                "answer_hours",
                "registration_mode",
                "minimum_age",
            ]
        for name in useless:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Return what the form says, as the action takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        for name in self.LISTS:
            said[name] = [self.rows[name][code] for code in said[name]]
        return said


def initial_edit(session: Session) -> dict[str, Any]:
    """Return what the form shows of a session."""
    names = [name for name in EditSessionForm.base_fields if name not in EditSessionForm.LISTS]
    said = {name: getattr(session, name) for name in names}
    return said | {name: [row.code for row in getattr(session, name).all()] for name in EditSessionForm.LISTS}
