"""Forms about roles."""

from datetime import date
from typing import Any

from django import forms

from palier.accounts.enums import RoleScope
from palier.accounts.models import User
from palier.accounts.queries import proposed_roles
from palier.directory.models import Place, Structure
from palier.directory.queries.members import places_of, supervisors_of
from palier.territory.territories import UnknownTerritory, territories_named, territory_by_reference


class RoleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The roles of one scope, by their labels."""

    def __init__(self, *, scope: RoleScope, **kwargs: Any) -> None:
        super().__init__(queryset=None, empty_label="Choisissez…", **kwargs)
        self.scope = scope

    def fill(self) -> None:
        """Read the list now, not when the module is imported."""
        self.queryset = proposed_roles(self.scope)


class AtStructureForm(forms.Form):
    """A role at a structure, or at one of its places."""

    role = RoleField(scope=RoleScope.STRUCTURE, label="Le rôle")
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        queryset=None,
        label="Seulement dans ce lieu",
        required=False,
        empty_label="Toute la structure",
    )
    supervisor: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=None,
        label="Sous la responsabilité de",
        required=False,
        empty_label="Personne",
        help_text="Pour un ou une stagiaire, ou un ou une bénévole.",
    )

    def __init__(self, *args: Any, structure: Structure, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, place, supervisor = (self.fields[name] for name in ("role", "place", "supervisor"))
        assert isinstance(role, RoleField)
        role.fill()
        place.queryset = places_of(structure)  # type: ignore[attr-defined]
        supervisor.queryset = supervisors_of(structure, on=on)  # type: ignore[attr-defined]


class JoinForm(AtStructureForm):
    """Ask for a role at a structure."""

    message = forms.CharField(
        label="Un mot pour la personne qui vous répondra",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InviteForm(AtStructureForm):
    """Invite somebody to a structure."""

    name = forms.CharField(label="Son nom", max_length=120, help_text="Un prénom et une initiale suffisent.")
    email = forms.EmailField(label="Son courriel", max_length=254)
    ends_on = forms.DateField(
        label="Jusqu’au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Si vous connaissez la fin : un contrat, un stage.",
    )
    field_order = ("name", "email", "role", "place", "supervisor", "ends_on")


class TerritoryForm(forms.Form):
    """A role over a territory."""

    role = RoleField(scope=RoleScope.TERRITORY, label="Le rôle")
    territory = forms.CharField(
        label="Le territoire",
        max_length=120,
        help_text="Une commune, une intercommunalité, un département ou une région : « Mayenne », « Craon ».",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, RoleField)
        role.fill()

    def clean_territory(self) -> str:
        """Return a reference; several names alike are refused with the way to say which."""
        return territory_reference(self.cleaned_data["territory"])


class AskTerritoryForm(TerritoryForm):
    """Ask for a role over a territory."""

    message = forms.CharField(
        label="Un mot pour la personne qui vous répondra",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InviteToTerritoryForm(TerritoryForm):
    """Invite somebody to a role over a territory."""

    name = forms.CharField(label="Son nom", max_length=120, help_text="Un prénom et une initiale suffisent.")
    email = forms.EmailField(label="Son courriel", max_length=254)
    field_order = ("name", "email", "role", "territory")


class ReasonForm(forms.Form):
    """A refusal says why."""

    reason = forms.CharField(label="La raison", max_length=500)


def territory_reference(text: str) -> str:
    """Return the reference of the territory that somebody typed. Raises ValidationError."""
    try:
        return territory_by_reference(text).reference
    except UnknownTerritory:
        found = territories_named(text)
    exact = [t for t in found if t.name.casefold() == text.strip().casefold()] or found
    if len(exact) == 1:
        return exact[0].reference
    if not exact:
        raise forms.ValidationError(
            "Aucun territoire de ce nom : vérifiez l’orthographe, ou donnez son code."
        )
    ways = ", ".join(f"{t.name} : {t.reference}" for t in exact[:6])
    raise forms.ValidationError(
        f"Plusieurs territoires portent ce nom ; recopiez celui que vous voulez : {ways}"
    )
