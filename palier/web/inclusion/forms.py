"""The form to appear in the directory: a name, a commune, one contact and one service are enough."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from palier.directory import queries
from palier.directory.enums import ContactKind
from palier.directory.models import ContactChannel, InclusionRequest, Need
from palier.territory import queries as territory
from palier.territory.enums import MatchCertainty
from palier.web.public_forms import PublicForm

UNSURE = (MatchCertainty.AMBIGUOUS, MatchCertainty.CONTRADICTORY)


def need_choices() -> list[tuple[str, Any]]:
    """Return the needs in force, by family, for a list to choose from: the codes of our framework."""
    choices: list[tuple[str, Any]] = [("", "Je ne sais pas")]
    for family in queries.current_needs():
        children = [(need.code, need.label) for need in family.children.all()]
        choices.append((family.label, [(family.code, f"{family.label} (en général)"), *children]))
    return choices


def kind_of_contact(text: str) -> ContactKind:
    """Return what a contact typed in one field is: a mail address, a telephone, else a web page."""
    if "@" in text and " " not in text.strip():
        return ContactKind.EMAIL
    digits = sum(character.isdigit() for character in text)
    return ContactKind.PHONE if digits >= 4 and digits >= len(text.strip()) / 3 else ContactKind.WEBSITE


class InclusionForm(PublicForm):
    name = forms.CharField(
        label="Le nom du lieu", max_length=200, help_text="Par exemple : « Bibliothèque de Craon »."
    )
    commune = forms.CharField(label="La commune", max_length=120, help_text="Nom ou code postal.")
    contact = forms.CharField(
        label="Un contact pour le public", max_length=300, help_text="Un téléphone, un courriel ou un site."
    )
    service_text = forms.CharField(
        label="Ce que vous proposez, avec vos mots",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : « aide pour les démarches en ligne, un ordinateur en libre accès ».",
    )
    need = forms.ChoiceField(label="Ou choisissez dans la liste", required=False)
    address = forms.CharField(label="L’adresse", required=False, max_length=250, help_text="Numéro et rue.")
    hours_text = forms.CharField(
        label="Les horaires, comme vous les dites",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Par exemple : « mardi et jeudi 14 h – 17 h, samedi matin 10 h – 12 h ».",
    )
    is_volunteer_run = forms.BooleanField(label="Le lieu est tenu par des bénévoles", required=False)
    is_only_public_service = forms.BooleanField(
        label="C’est le seul service public de la commune", required=False
    )
    sender_name = forms.CharField(label="Votre nom", required=False, max_length=120)
    sender_contact = forms.CharField(
        label="Pour vous répondre",
        required=False,
        max_length=200,
        help_text="Courriel ou téléphone. Il ne sera pas publié.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = need_choices()  # type: ignore[attr-defined]

    def clean_commune(self) -> Any:
        match = territory.parse_where(self.cleaned_data["commune"])
        if match.commune is None:
            raise ValidationError("Aucune commune de ce nom : vérifiez-le, ou donnez le code postal.")
        if match.certainty in UNSURE and len(match.candidates) > 1:
            names = ", ".join(f"{c.name} ({c.departement.code})" for c in match.candidates[:5])
            raise ValidationError(f"Plusieurs communes répondent : {names}. Ajoutez le code postal.")
        return match.commune

    def clean_contact(self) -> str:
        text = str(self.cleaned_data["contact"]).strip()
        kind = kind_of_contact(text)
        if kind == ContactKind.WEBSITE and "://" not in text:
            text = f"https://{text}"
        contact = ContactChannel(kind=kind, value=text)
        try:
            contact.clean()
        except ValidationError:
            raise ValidationError(
                "Écrivez un téléphone, un courriel ou l’adresse d’un site, en entier."
            ) from None
        self.cleaned_data["contact_kind"] = kind
        return contact.value

    def clean_need(self) -> Need | None:
        code = self.cleaned_data["need"]
        return queries.need_by_code(code) if code else None

    def clean_sender_contact(self) -> str:
        text = str(self.cleaned_data["sender_contact"]).strip()
        if "@" in text:
            validate_email(text)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (
            not data.get("service_text", "").strip()
            and data.get("need") is None
            and "need" not in self.errors
        ):
            self.add_error("service_text", "Dites ce que vous proposez, ou choisissez dans la liste.")
        return data

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {**self.cleaned_data, "contact_value": self.cleaned_data["contact"]}


def initial_of(request: InclusionRequest) -> dict[str, Any]:
    """Return what was sent, to be completed."""
    commune = request.commune
    return {
        "name": request.name,
        "commune": f"{commune.name} ({commune.departement.code})",
        "contact": ContactChannel(kind=request.contact_kind, value=request.contact_value).display,
        "service_text": request.service_text,
        "need": request.need.code if request.need else "",
        "address": request.address,
        "hours_text": request.hours_text,
        "is_volunteer_run": request.is_volunteer_run,
        "is_only_public_service": request.is_only_public_service,
        "sender_name": request.sender_name,
        "sender_contact": request.sender_contact,
    }
