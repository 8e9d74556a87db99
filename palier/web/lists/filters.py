"""The filter of the list of records, from the address and back."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from palier.directory import permissions
from palier.directory.enums import PlaceKind, PlaceStatus
from palier.directory.models import Place
from palier.directory.queries.lists import RecordFilter, filtered_places, owners_within
from palier.territory.territories import UnknownTerritory, territories_named, territory_by_reference
from palier.web.coordination.perimeter import delays
from palier.web.standing import standing_in

STATE_LABELS = (
    ("", "Toutes"),
    ("a-verifier", "À vérifier bientôt"),
    ("perimees", "« À vérifier » pour le public"),
    ("incompletes", "Incomplètes"),
)
SORT_LABELS = (
    ("nom", "Nom"),
    ("commune", "Commune"),
    ("verification", "Vérifiées il y a longtemps d’abord"),
    ("modification", "Modifiées récemment d’abord"),
)


class FilterForm(forms.Form):
    """What to keep of the list. Names are those of the address."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    territoire = forms.CharField(
        label="Commune, intercommunalité ou département",
        required=False,
        max_length=80,
        help_text="Un nom, un code postal, un numéro de département.",
    )
    type = forms.ChoiceField(label="Ce que c’est", required=False, choices=[("", "Tout"), *PlaceKind.choices])
    statut = forms.ChoiceField(
        label="Publication",
        required=False,
        choices=[("", "Toutes, sauf fermées pour de bon"), *PlaceStatus.choices],
    )
    etat = forms.ChoiceField(label="État de la fiche", required=False, choices=STATE_LABELS)
    structure = forms.ChoiceField(label="Structure qui tient la fiche", required=False)
    tri = forms.ChoiceField(label="Dans quel ordre", required=False, choices=SORT_LABELS)

    def __init__(self, data: QueryDict, *, owners: list[tuple[str, str]]) -> None:
        super().__init__(data)
        owner: Any = self.fields["structure"]
        owner.choices = [("", "Toutes"), *owners]

    def clean_territoire(self) -> str:
        """Return the reference of the territory that was typed, in words or as a reference."""
        typed = str(self.cleaned_data["territoire"]).strip()
        if not typed:
            return ""
        try:
            return territory_by_reference(typed).reference
        except UnknownTerritory:
            found = territories_named(typed, limit=1)
        if not found:
            raise forms.ValidationError("Aucun territoire de ce nom : essayez un code postal.")
        return found[0].reference

    def chosen(self) -> RecordFilter:
        """Return the filter; what could not be read keeps all, but an unknown territory, which keeps nothing."""
        self.is_valid()
        said = self.cleaned_data
        territory = "commune:" if "territoire" in self.errors else said.get("territoire", "")
        return RecordFilter(
            words=said.get("q", ""),
            territory=territory,
            kind=said.get("type", ""),
            status=said.get("statut", ""),
            state=said.get("etat", ""),
            owner=said.get("structure", ""),
            sort=said.get("tri") or "nom",
        )


def condition_on(request: HttpRequest, action: str) -> Q:
    """Return the places where the person may do `action`."""
    return permissions.places_within(standing_in(request), action)


def form_of(data: QueryDict, within: Q) -> FilterForm:
    """Return the bound form of the address."""
    return FilterForm(data, owners=owners_within(within))


def places_of(form: FilterForm, within: Q) -> QuerySet[Place]:
    """Return the places that pass the filter of the address."""
    limits = delays()
    return filtered_places(
        within, form.chosen(), verify_before=limits.verify_before, stale_before=limits.stale_before
    )


def query_of(data: QueryDict) -> str:
    """Return the filter as the end of an address, without page nor ticked records."""
    kept = [(name, data[name]) for name in FilterForm.base_fields if data.get(name)]
    return urlencode(kept)
