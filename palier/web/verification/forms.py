"""Forms of the link: « tout est juste », « corriger », the code of a letter."""

from typing import Any

from django import forms

from palier.directory.models import Place, Service
from palier.web.proposals.retyping import RetypedForm, closed, lines_of
from palier.web.public_forms import PublicForm


class ConfirmForm(PublicForm):
    """« Tout est juste »: nothing but what keeps robots out."""


class CodeForm(PublicForm):
    code = forms.CharField(
        label="Le code de la lettre",
        max_length=40,
        help_text="Seize lettres et chiffres, par groupes de quatre. Majuscules ou minuscules, peu importe.",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )


class CorrectionForm(RetypedForm):
    description = forms.CharField(
        label="Ce que ce lieu propose",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_closed = forms.BooleanField(label="Ce lieu n’existe plus", required=False)

    def __init__(self, data: Any = None, *, place: Place, **kwargs: Any) -> None:
        self.services: list[Service] = place.shown_services  # type: ignore[attr-defined]
        super().__init__(data, place=place, **kwargs)
        self.fields["name"].required = True
        for service in self.services:
            self.fields[self.field_of(service)] = forms.CharField(
                label=f"Ce qui est fait : {service.name}",
                required=False,
                max_length=4000,
                initial=service.description,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @staticmethod
    def field_of(service: Service) -> str:
        """The name of the field where what a service does is told."""
        return f"service-{service.pk}"

    @property
    def told_fields(self) -> list[forms.BoundField]:
        """The fields where what is done is told: of the place, if everybody may read it, then of each service."""
        names = ["description"] * ("description" in self.fields)
        return [self[name] for name in (*names, *map(self.field_of, self.services))]

    def changes(self) -> dict[str, Any]:
        """Return what differs; a place that is no more has nothing else to say."""
        return closed() if self.cleaned_data["is_closed"] else super().changes()

    def service_changes(self) -> dict[Service, dict[str, str]]:
        """Return what differs of each service."""
        if self.cleaned_data["is_closed"]:
            return {}
        typed = {s: lines_of(self.cleaned_data[self.field_of(s)]) for s in self.services}
        return {s: {"description": text} for s, text in typed.items() if text != lines_of(s.description)}
