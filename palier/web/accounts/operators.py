"""The one form that takes a password: the operators’, for the administration. Its tries are counted too."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from palier.web.accounts import limits


class OperatorForm(AdminAuthenticationForm):
    """Refuses before the password is looked at when the visitor, or the address, has had enough tries."""

    def clean(self) -> dict[str, Any]:
        email = str(self.cleaned_data.get("username", "")).lower()
        if isinstance(self.request, HttpRequest) and not limits.may_try_a_password(self.request, email=email):
            raise ValidationError("Trop d’essais : attendez un quart d’heure, puis essayez de nouveau.")
        return super().clean()
