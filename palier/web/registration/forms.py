"""The forms of registration. A level is never asked, nor a birth date, nor a family name."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from palier.agenda.actions.registrations import NAME_LENGTH, Asked, Contact, read_contact
from palier.agenda.models import PEOPLE_MAX
from palier.core import sms
from palier.web.days import day_field
from palier.web.public_forms import PublicForm

MINORS = [
    ("", "Non"),
    ("oui", "Oui, et un parent est d’accord"),
    ("pas-encore", "Oui, mais un parent n’a pas encore dit oui"),
]
AGREED = {"": None, "oui": True, "pas-encore": False}
CONTACT_HELP = "Un seul suffit, ou rien. Il ne sert qu’à vous prévenir pour cette séance."


class ContactField(forms.CharField):
    """One telephone or one mail address, read as a Contact."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=254, **kwargs)

    def clean(self, value: Any) -> Contact:
        return read_contact(super().clean(value))


class FormKeyMixin(forms.Form):
    """A key chosen when the form is shown: sent twice, it registers once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid4()

    @property
    def key(self) -> UUID:
        """The key that was sent; a form that lost it gets one of its own."""
        return self.cleaned_data["form_key"] or uuid4()


class RegistrationForm(FormKeyMixin, PublicForm):
    """Registering oneself and up to five relatives, without an account."""

    first_name = forms.CharField(label="Votre prénom", max_length=NAME_LENGTH)
    contact = ContactField(label="Téléphone ou courriel", help_text=CONTACT_HELP)
    wants_sms = forms.BooleanField(label="Prévenez-moi par SMS (mobile)", required=False)
    old_enough = forms.ChoiceField(choices=[("oui", "Oui"), ("non", "Non")], widget=forms.RadioSelect)
    minors = forms.ChoiceField(
        label="Des personnes de moins de 18 ans viennent-elles ?",
        choices=MINORS,
        required=False,
    )
    audience: Any = forms.ModelChoiceField(
        label="Des places sont gardées pour certaines personnes",
        queryset=None,
        required=False,
        empty_label="Je ne suis pas dans ce cas",
        help_text="Sur votre parole : aucun justificatif n’est demandé.",
    )

    def __init__(self, *args: Any, minimum_age: int | None, audiences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(2, PEOPLE_MAX + 1):
            self.fields[f"other_{number}"] = forms.CharField(
                label=f"Prénom de la personne {number}", required=False, max_length=NAME_LENGTH
            )
        if not sms.is_on():
            del self.fields["wants_sms"]
        if minimum_age is None:
            del self.fields["old_enough"]
        else:
            self.fields["old_enough"].label = f"Avez-vous au moins {minimum_age} ans ?"
            self.fields["old_enough"].help_text = "Vous et chaque personne que vous inscrivez."
        self.audiences = list(audiences)
        if self.audiences:
            self.fields["audience"].queryset = audiences  # type: ignore[attr-defined]
        else:
            del self.fields["audience"]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields of those who come along."""
        return [self[name] for name in self.fields if name.startswith("other_")]

    @property
    def has_others(self) -> bool:
        """Whether somebody was named there: the part of the form then stays open."""
        return any(field.value() for field in self.others)

    def asked(self) -> Asked:
        """Return what was asked for."""
        data = self.cleaned_data
        others = [data[field.name].strip() for field in self.others if data[field.name].strip()]
        audience = data.get("audience")
        return Asked(
            first_names=(data["first_name"].strip(), *others),
            contact=data["contact"],
            wants_sms=data.get("wants_sms", False),
            audience_id=audience.pk if audience else None,
            minors_agreed=AGREED[data["minors"]],
            is_old_enough=data.get("old_enough", "oui") == "oui",
        )


class CodeForm(PublicForm):
    """Finding a registration again."""

    code = forms.CharField(
        label="Votre code",
        max_length=20,
        help_text="Six lettres et chiffres. Majuscules ou minuscules, peu importe.",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )


class AnswerForm(PublicForm):
    """« Oui », « non », « annuler »: nothing but what keeps robots out."""


class QuickForm(FormKeyMixin):
    """Three fields at the desk or on the telephone."""

    names = forms.CharField(
        label="Prénoms", max_length=400, help_text="Séparés par des virgules : « Jeanne, Léo »."
    )
    contact = ContactField(label="Téléphone ou courriel")
    people = forms.IntegerField(
        label="Combien de personnes",
        required=False,
        min_value=1,
        max_value=PEOPLE_MAX,
        help_text="Vide : autant que de prénoms.",
    )

    def asked(self) -> Asked:
        """Return what was asked for: as many people as said, some of them unnamed."""
        names = names_in(self.cleaned_data["names"])
        missing = (self.cleaned_data["people"] or len(names)) - len(names)
        return Asked(first_names=(*names, *[""] * missing), contact=self.cleaned_data["contact"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = names_in(data.get("names", ""))
        if "names" in data:
            check_names(names)
        if data.get("people") and data["people"] < len(names):
            raise ValidationError({"people": "Il y a plus de prénoms que de personnes."})
        return data


class PaperForm(FormKeyMixin):
    """A list that came on paper, one registration a line."""

    lines = forms.CharField(
        label="Une inscription par ligne",
        max_length=10_000,
        help_text="Prénoms ; téléphone ou courriel. « Jeanne, Léo ; 02 61 91 00 10 ». Le contact est facultatif.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_lines(self) -> list[Asked]:
        """Read every line, or say what is wrong with each."""
        asked, errors = [], []
        written = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        for number, line in enumerate(written, 1):
            names, _, contact = line.partition(";")
            try:
                asked.append(Asked(first_names=check_names(names_in(names)), contact=read_contact(contact)))
            except ValidationError as error:
                errors.append(f"Ligne {number}, « {line.strip()[:60]} » : {' '.join(error.messages)}")
        if errors:
            raise ValidationError(errors)
        return asked


class HoldForm(forms.Form):
    """Seats kept for an audience until a moment."""

    audience: Any = forms.ModelChoiceField(label="Pour quel public", queryset=None)
    seats = forms.IntegerField(label="Combien de places", min_value=1, max_value=999)
    until_on = day_field(
        "Jusqu’au",
        help_text="À la fin de ce jour, les places encore libres sont à tous. Le jour de la séance : jusqu’au début.",
    )

    def __init__(self, *args: Any, audiences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = audiences  # type: ignore[attr-defined]


def names_in(text: str) -> tuple[str, ...]:
    """« Jeanne, Léo »: the names between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def check_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names. Raises ValidationError if there are none, too many, or one too long."""
    if not names:
        raise ValidationError("écrivez au moins un prénom.")
    if len(names) > PEOPLE_MAX:
        raise ValidationError(f"{PEOPLE_MAX} personnes au plus par inscription.")
    if any(len(name) > NAME_LENGTH for name in names):
        raise ValidationError(f"un prénom compte {NAME_LENGTH} lettres au plus.")
    return names
