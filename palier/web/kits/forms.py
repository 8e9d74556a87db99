"""Forms of the equipment."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet

from palier.agenda.clock import instant_of
from palier.directory.models import Place, Structure
from palier.kits.enums import Condition, EquipmentKind, LackState, SharingRule
from palier.kits.models import MOST_PIECES, EquipmentItem, KitTemplate
from palier.web.days import day_field

ANY_KIND = ("", "Tout")


class FilterForm(forms.Form):
    """What to keep of a list of things. Names are those of the address."""

    q = forms.CharField(label="Mots", required=False, max_length=80)
    type = forms.ChoiceField(label="Ce que c’est", required=False, choices=[ANY_KIND, *EquipmentKind.choices])


class ThingForm(forms.Form):
    """What is said of a thing."""

    label = forms.CharField(
        label="Nom", max_length=120, help_text="« Portable n° 3 », « Vidéoprojecteur blanc »."
    )
    kind = forms.ChoiceField(label="Ce que c’est", choices=EquipmentKind.choices)
    inventory_number = forms.CharField(label="Numéro d’inventaire", max_length=40, required=False)
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        queryset=None, label="Dans quel lieu", required=False, empty_label="Non précisé"
    )
    where = forms.CharField(
        label="Où exactement", max_length=120, required=False, help_text="La salle, le placard, l’étagère."
    )
    condition = forms.ChoiceField(label="État", choices=Condition.choices)
    sharing = forms.ChoiceField(label="Qui peut le réserver", choices=SharingRule.choices)
    note = forms.CharField(
        label="À savoir", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class KitForm(ThingForm):
    """A case: its template, and what is said of it."""

    template: "forms.ModelChoiceField[KitTemplate]" = forms.ModelChoiceField(
        queryset=None,
        label="Modèle",
        required=False,
        empty_label="Un contenu à nous",
        help_text="La valise commence avec le contenu du modèle ; vous le changez ensuite.",
    )
    field_order = ("template",)

    def __init__(self, *args: Any, templates: QuerySet[KitTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.fields["label"].help_text = "« Boîte à outils de l’étage », « Valise nomade n° 2 »."
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """Small pieces to add to a case."""

    label = forms.CharField(label="Contenu", max_length=120, help_text="« Souris », « câble HDMI ».")
    quantity = forms.IntegerField(label="Combien", min_value=1, max_value=MOST_PIECES, initial=1)


class ItemForm(forms.Form):
    """A thing of the inventory to put in a case."""

    item: "forms.ModelChoiceField[EquipmentItem]" = forms.ModelChoiceField(
        queryset=None, label="Matériel de l’inventaire", empty_label="Choisissez…"
    )

    def __init__(self, *args: Any, items: QuerySet[EquipmentItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class ReserveForm(forms.Form):
    """A while, on the clock of the place where the thing is."""

    structure: "forms.ModelChoiceField[Structure]" = forms.ModelChoiceField(
        queryset=None, label="Pour quelle structure", empty_label=None
    )
    from_day = day_field("Du")
    from_hour = forms.TimeField(label="À partir de", widget=forms.TimeInput(attrs={"type": "time"}))
    to_day = day_field("Au", required=False, help_text="Vide : le même jour.")
    to_hour = forms.TimeField(label="Jusqu’à", widget=forms.TimeInput(attrs={"type": "time"}))
    purpose = forms.CharField(
        label="Pour quoi",
        max_length=200,
        required=False,
        help_text="« Atelier tablettes à la salle des fêtes ».",
    )

    def __init__(self, *args: Any, structures: QuerySet[Structure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures  # type: ignore[attr-defined]

    def hours_in(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the two instants; an hour that comes twice is the first, one that does not come an hour later."""
        told = self.cleaned_data
        last_day = told["to_day"] or told["from_day"]
        return (
            instant_of(told["from_day"], at=told["from_hour"], zone=zone),
            instant_of(last_day, at=told["to_hour"], zone=zone),
        )


class AnswerForm(forms.Form):
    """Agree to lend, or refuse with a word."""

    answer = forms.CharField(
        label="Un mot à la structure qui demande",
        max_length=300,
        required=False,
        help_text="Nécessaire pour refuser.",
        error_messages={"max_length": "Votre mot est trop long : %(limit_value)d signes au plus."},
    )


class SettleForm(forms.Form):
    """What became of something missing or damaged."""

    state = forms.ChoiceField(
        label="Ce que c’est devenu", choices=[c for c in LackState.choices if c[0] != LackState.OPEN]
    )
    note = forms.CharField(label="Précision", max_length=200, required=False)
