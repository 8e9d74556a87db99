"""The forms of places, services and structures."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from palier.directory.editable import PLACE_FIELDS, SERVICE_FIELDS, STRUCTURE_FIELDS, RecordKind
from palier.directory.enums import Answer, CapabilityKind, Visibility
from palier.web.records import fieldwise
from palier.web.records.contacts_part import ContactsPart
from palier.web.records.hours_part import HoursPart
from palier.web.records.record_form import Group, RecordForm, groups_of

Choices = list[tuple[str, str]]
NOT_SAID = "non précisé"
HOURS_HINT = "Laissez vide un jour où c’est fermé. Deux plages par jour : matin et après-midi."
HELPER_HINT = "Quand une personne aide vraiment : souvent moins que l’ouverture."


class PlaceForm(RecordForm):
    """Everything that a keeper may say of a place."""

    kind = RecordKind.PLACE

    def __init__(
        self,
        data: QueryDict | None,
        *,
        before: Mapping[str, Any],
        levels: frozenset[Visibility],
        today: str,
        structures: Choices,
        labels: Choices,
    ) -> None:
        super().__init__(data, before=before)
        make = fieldwise.input_of
        of = PLACE_FIELDS
        self.take(
            ("name", "types", "description", "other_names"),
            name=make(of["name"], required=True),
            other_names=make(of["other_names"], hint="Un par ligne : ancien nom, sigle."),
        )
        self.take(
            ("commune", "address", "address_extra", "postal_code", "access_notes", "itinerancy", "point"),
            commune=make(of["commune"], required=True, hint="Son nom ou son code postal."),
            address=make(of["address"], hint="Numéro et voie."),
            access_notes=make(of["access_notes"], hint="Bus, parking, étage, sonnette."),
            point=make(of["point"], hint="Latitude puis longitude. Laissez vide si vous ne savez pas."),
        )
        self.take(("hours_note",))
        self.hours = HoursPart(
            self, name="opening_hours", note="hours_note", legend="Heures d’ouverture", hint=HOURS_HINT
        )
        self.parts = (self.hours,)
        self.contacts = ContactsPart(
            self, before=before.get("contacts", []), levels=levels, today=today, blanks=2
        )
        self._take_capabilities()
        self._take_others(structures, labels)
        self.ready()

    def _take_others(self, structures: Choices, labels: Choices) -> None:
        make, of = fieldwise.input_of, PLACE_FIELDS
        choices = {name: make(of[name], choices=structures) for name in ("owner", "operator", "carrier")}
        self.take(
            ("labels", "activities", "owner", "operator", "carrier", "siret", "acceslibre_url"),
            labels=make(of["labels"], choices=labels),
            activities=make(of["activities"], hint="Une par ligne : couture, repair café…"),
            **choices,
        )
        self.take(("is_volunteer_run", "is_only_public_service", "in_priority_district", "internal_notes"))
        self.fields["internal_notes"].help_text = "Jamais publiques. N’y écrivez rien sur une personne aidée."

    def _take_capabilities(self) -> None:
        answers = [(Answer.YES.value, "oui"), (Answer.NO.value, "non"), ("", NOT_SAID)]
        told = dict(self.before.get("capabilities", []))
        for kind in CapabilityKind:
            name = f"capability-{kind.value}"
            label = str(kind.label)
            self.fields[name] = forms.ChoiceField(
                label=label[:1].upper() + label[1:],
                choices=answers,
                required=False,
                widget=forms.RadioSelect,
            )
            self.initial[name] = told.get(kind.value, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.values["capabilities"] = sorted(
            [kind.value, cleaned[f"capability-{kind.value}"]]
            for kind in CapabilityKind
            if cleaned.get(f"capability-{kind.value}")
        )
        return cleaned

    @property
    def capabilities(self) -> list[forms.BoundField]:
        """The questions « oui, non, non précisé »."""
        return [self[f"capability-{kind.value}"] for kind in CapabilityKind]


class NewPlaceForm(RecordForm):
    """The few things that make a place: the rest can wait."""

    kind = RecordKind.PLACE

    def __init__(
        self,
        data: QueryDict | None,
        *,
        levels: frozenset[Visibility],
        today: str,
        structures: Choices,
        needs: Choices,
    ) -> None:
        super().__init__(data, before={})
        make = fieldwise.input_of
        of = PLACE_FIELDS
        self.take(
            ("name", "types", "commune", "address"),
            name=make(of["name"], required=True),
            commune=make(of["commune"], required=True, hint="Son nom ou son code postal."),
            address=make(of["address"], required=True, hint="Numéro et voie."),
        )
        self.contacts = ContactsPart(self, before=[], levels=levels, today=today, blanks=1)
        self.fields["contact-0-value"].required = True
        self.fields["needs"] = forms.MultipleChoiceField(
            label="À quoi aidez-vous ?",
            choices=needs,
            widget=forms.CheckboxSelectMultiple,
            help_text="Choisissez au moins une chose. Vous pourrez préciser ensuite.",
            error_messages={"required": "Choisissez au moins une chose."},
        )
        self.has_structures = bool(structures)
        if structures:
            self.take(("owner",), owner=make(of["owner"], choices=structures))
            self.initial["owner"] = structures[0][0]
        self.take(("hours_note",))
        self.hours = HoursPart(
            self, name="opening_hours", note="hours_note", legend="Heures d’ouverture", hint=HOURS_HINT
        )
        self.parts = (self.hours,)
        self.ready()

    @property
    def need_groups(self) -> list[Group]:
        """The needs by family, for the template."""
        return groups_of(self["needs"])

    @property
    def needs_said(self) -> list[str]:
        """The needs that were chosen, as `directory.editable` writes them."""
        return sorted(self.cleaned_data.get("needs", []))


class ServiceForm(RecordForm):
    """What is offered, how one comes, when somebody helps, who."""

    kind = RecordKind.SERVICE

    def __init__(
        self,
        data: QueryDict | None,
        *,
        before: Mapping[str, Any],
        levels: frozenset[Visibility],
        today: str,
        structures: Choices,
        lists: Mapping[str, Any],
    ) -> None:
        super().__init__(data, before=before)
        self.today = today
        make = fieldwise.input_of
        of = SERVICE_FIELDS
        self.take(
            ("name", "needs", "description", "not_done", "procedures"),
            name=make(of["name"], required=True, hint="« Aide aux démarches », « Atelier du jeudi »…"),
            needs=make(of["needs"], choices=lists["needs"], required=True),
            not_done=make(of["not_done"], hint="Une chose par ligne : on ne se déplace pas pour rien."),
            procedures=make(of["procedures"], hint="Une par ligne : impôts, retraite…"),
        )
        self.fields["needs"].error_messages["required"] = "Choisissez au moins une chose."
        self.take(("modalities", "access_modes", "price", "price_detail", "entry_conditions"))
        self._take_helper(agreed=bool(before.get("helper_agreed_on")))
        self.hours = HoursPart(
            self, name="helper_hours", note="helper_hours_note", legend="Heures de présence", hint=HELPER_HINT
        )
        self.parts = (self.hours,)
        self.contacts = ContactsPart(
            self, before=before.get("contacts", []), levels=levels, today=today, blanks=1
        )
        self._take_others(structures, lists)
        if before:
            self.take(("status",))
        self.ready()

    def _take_helper(self, *, agreed: bool) -> None:
        self.take(("helper_hours_note", "helper_name"))
        self.fields["helper_name"].help_text = "« Samira, médiatrice numérique »."
        self.fields["helper-agrees"] = forms.BooleanField(
            label="Cette personne accepte que son nom soit public",
            required=False,
            help_text="Sinon, seuls les professionnels le voient.",
        )
        self.initial["helper-agrees"] = agreed

    def _take_others(self, structures: Choices, lists: Mapping[str, Any]) -> None:
        make, of = fieldwise.input_of, SERVICE_FIELDS
        coded = {n: make(of[n], choices=lists[n]) for n in ("audiences", "special_supports", "languages")}
        self.take(coded, **coded)
        roles = {name: make(of[name], choices=structures) for name in ("provider", "host", "carrier")}
        self.take((*roles, "delivery_mode", "starts_on", "ends_on", "is_closed_to_new_people"), **roles)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        agreed_on = self.before.get("helper_agreed_on") or self.today
        self.values["helper_agreed_on"] = agreed_on if cleaned.get("helper-agrees") else None
        return cleaned

    @property
    def need_groups(self) -> list[Group]:
        """The needs by family, for the template."""
        return groups_of(self["needs"])

    @property
    def agreement(self) -> forms.BoundField:
        """« Cette personne accepte que son nom soit public »."""
        return self["helper-agrees"]


class StructureForm(RecordForm):
    """What a structure is and how to reach it."""

    kind = RecordKind.STRUCTURE

    def __init__(
        self,
        data: QueryDict | None,
        *,
        before: Mapping[str, Any],
        levels: frozenset[Visibility],
        today: str,
    ) -> None:
        super().__init__(data, before=before)
        make = fieldwise.input_of
        of = STRUCTURE_FIELDS
        self.take(
            ("name", "other_names", "legal_form", "sector", "siret", "description", "commune"),
            name=make(of["name"], required=True),
            other_names=make(of["other_names"], hint="Un par ligne : ancien nom, sigle."),
            siret=make(of["siret"], hint="Quatorze chiffres, si vous le connaissez."),
            commune=make(of["commune"], hint="Celle du siège."),
        )
        self.contacts = ContactsPart(
            self, before=before.get("contacts", []), levels=levels, today=today, blanks=2
        )
        self.ready()


class DaysForm(forms.Form):
    """From a day to another, both included: a closure, an absence."""

    starts_on = forms.DateField(
        label="Du",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Donnez le premier jour.",
            "invalid": "Écrivez une date, par exemple 24/11/2026.",
        },
    )
    ends_on = forms.DateField(
        label="Au, ce jour compris",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date, par exemple 24/11/2026."},
    )
    reason = forms.CharField(label="Raison", required=False, max_length=200)

    def closure(self) -> list[str]:
        """Return [first day, last day, reason] as `directory.editable` writes a closure."""
        start = self.cleaned_data["starts_on"]
        end = self.cleaned_data["ends_on"] or start
        return [start.isoformat(), end.isoformat(), self.cleaned_data["reason"].strip()]


class CloseForm(forms.Form):
    """Closed for good, or moved: where one goes now."""

    moved_to = forms.CharField(
        label="Où aller maintenant ?",
        required=False,
        max_length=200,
        help_text="L’adresse de la fiche du nouveau lieu, ou son identifiant de huit caractères. "
        "Laissez vide si le lieu ferme sans remplaçant.",
    )
    sure = forms.BooleanField(
        label="Ce lieu n’accueille plus personne ici",
        error_messages={"required": "Cochez cette case pour confirmer."},
    )
