"""What professionals ask for somebody else: the search of the public, with what gets in the way already said."""

from typing import Any

from django import forms
from django.forms import BoundField

from palier.web.orientation.forms import CODES, FLAGS, AskForm, search_choices

# Parameters of the search page that matter when somebody is in front of you.
AT_THE_DESK = ("presence", "ouvert", "sans-rdv", "gratuit", "domicile")
LISTS = ("public", "prise-en-charge", "langue")


class AskForSomebodyForm(AskForm):
    """A need, a commune, and what gets in the way. Sent to the search page, whose parameters it speaks."""

    def __init__(self, *args: Any, flags: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = "Son besoin, avec ses mots"
        choices = search_choices()
        for parameter in flags:
            self.fields[parameter] = forms.BooleanField(label=FLAGS[parameter][1], required=False)
        for parameter in LISTS:
            name, label = CODES[parameter]
            options = [("", "Indifférent"), *choices[name]]
            self.fields[parameter] = forms.ChoiceField(label=label, choices=options, required=False)
        self._flags = flags

    @property
    def boxes(self) -> list[BoundField]:
        """The boxes to tick."""
        return [self[name] for name in self._flags]

    @property
    def lists(self) -> list[BoundField]:
        """The lists to choose from."""
        return [self[name] for name in LISTS]
