"""The forms of signing in and of « Mon compte »."""

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from palier.web.public_forms import PublicForm

SHARED_LABEL = "D’autres personnes utilisent cet appareil"
SHARED_HINT = (
    "La session se fermera seule après un quart d’heure, et un bouton « Terminer » sera sur chaque page."
)


class EntranceForm(PublicForm):
    """What the ways in have in common: where to go next, and whether the computer is shared."""

    shared = forms.BooleanField(label=SHARED_LABEL, help_text=SHARED_HINT, required=False)
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    @staticmethod
    def _is_too_fresh(opened: str) -> bool:
        return False  # a browser may fill and send this in a second; the limits count robots


class SignInForm(EntranceForm):
    """One address."""

    email = forms.EmailField(label="Votre adresse électronique", max_length=254)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class SignUpForm(SignInForm):
    """One address and one name: nothing else is asked."""

    name = forms.CharField(
        label="Votre nom", max_length=120, help_text="Un prénom et une initiale suffisent : « Awa D. »."
    )


class CodeForm(forms.Form):
    """The code of a mail; spaces and dashes do not count."""

    code = forms.CharField(
        label="Le code reçu par courriel",
        max_length=20,
        help_text="Six chiffres. Il peut mettre une minute à arriver ; regardez aussi dans les indésirables.",
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not self._expected or not compare_user_code(actual=code, expected=self._expected):
            raise forms.ValidationError("Ce n’est pas le bon code. Vérifiez-le dans votre courriel.")
        return code


class NameForm(forms.Form):
    """The name that others see."""

    name = forms.CharField(
        label="Votre nom",
        max_length=120,
        help_text="Un prénom et une initiale suffisent.",
    )


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A key that opens the account by itself: the device checks who holds it (finger, face or PIN)."""

    name = forms.CharField(
        label="Nom de cette clé",
        max_length=60,
        required=False,
        help_text="Pour la reconnaître : « mon téléphone ».",
    )
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class KeyNameForm(forms.Form):
    """Another name for a key."""

    name = forms.CharField(label="Nom de cette clé", max_length=60)
