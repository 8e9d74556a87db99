"""Forms that anybody may send without an account, and so without a cookie.

What stands in for the CSRF cookie: the browser’s own word on where the form comes from (Sec-Fetch-Site, else
Origin), a signed time (neither too fresh, as robots send, nor a day old), a field that people do not see,
and a number of sendings per hour kept in the database.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from palier.core.ratelimit import take
from palier.core.visitors import visitor_address

MIN_AGE_S = 2
MAX_AGE_S = 24 * 3600
View = Callable[..., HttpResponse]


def _signer() -> TimestampSigner:
    """Made at each use: the key of the settings may be another than when this module was read."""
    return TimestampSigner(salt="palier.public-form")


def comes_from_here(request: HttpRequest) -> bool:
    """Tell whether the browser says that the form was sent from one of our pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def public_post(view: View) -> View:
    """Let an anonymous browser POST to `view` if the form comes from our pages; refuse it otherwise."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            return HttpResponseForbidden(
                "Ce formulaire a été envoyé depuis un autre site : rouvrez la page et envoyez-le de nouveau."
            )
        return view(request, *args, **kwargs)

    return guarded


class PublicForm(forms.Form):
    """A form with a signed time and a trap; `full_clean` refuses robots with a sentence a person can act on."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    site = forms.CharField(
        label="Ne remplissez pas ce champ",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = _signer().sign("form")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("site"):
            raise ValidationError(
                "Un champ réservé aux robots a été rempli : effacez-le et envoyez de nouveau."
            )
        try:
            _signer().unsign(data.get("opened", ""), max_age=MAX_AGE_S)
        except SignatureExpired:
            self._sign_again()
            raise ValidationError(
                "Cette page était ouverte depuis plus d’un jour : relisez et envoyez de nouveau."
            ) from None
        except BadSignature:
            self._sign_again()
            raise ValidationError("L’envoi n’a pas pu être vérifié : envoyez de nouveau.") from None
        if self._is_too_fresh(data["opened"]):
            raise ValidationError("L’envoi était trop rapide : attendez un instant et envoyez de nouveau.")
        return data

    @staticmethod
    def _is_too_fresh(opened: str) -> bool:
        try:
            _signer().unsign(opened, max_age=MIN_AGE_S)
        except SignatureExpired:
            return False
        return True

    def _sign_again(self) -> None:
        self.data = {**self.data.dict(), self.add_prefix("opened"): _signer().sign("form")}  # type: ignore[attr-defined]


def too_many_posts(request: HttpRequest) -> bool:
    """Count one sending of this browser’s address; tell whether it is over the hour’s limit."""
    address = visitor_address(request)
    limit = settings.RATE_LIMIT_PUBLIC_POSTS_PER_HOUR
    return not take("public-post", address, limit=limit, window_s=3600, now=timezone.now())


def too_many(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer 429 with the form still filled."""
    context["form"].add_error(
        None, "Trop d’envois depuis cette connexion : réessayez dans une heure, ou téléphonez-nous."
    )
    return render(request, template, context, status=429)
