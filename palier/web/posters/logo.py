"""The logo of a structure: deposited, seen, taken away by those who keep its record."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts.models import User
from palier.directory.models import Structure
from palier.directory.queries import keeping
from palier.outreach.logos import LogoRefused, logo_of, remove_logo, save_logo
from palier.outreach.models import LOGO_BYTES_MAX
from palier.web.standing import require


class LogoForm(forms.Form):
    """A file, read whole only if it is small enough."""

    file = forms.FileField(
        label="Le fichier du logo",
        help_text="PNG ou JPEG, 500 ko au plus. Sur fond blanc ou transparent, il s’imprime mieux.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def clean_file(self) -> bytes:
        file: Any = self.cleaned_data["file"]
        if file.size > LOGO_BYTES_MAX:
            raise ValidationError("Ce fichier dépasse 500 ko : enregistrez-le plus petit.")
        return bytes(file.read())


@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the logo and take another one."""
    structure, user = _structure(request, public_id)
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_logo(structure=structure, data=form.cleaned_data["file"], by=user, now=timezone.now())
        except LogoRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "Le logo est enregistré : il est sur les affiches dès maintenant.")
            return redirect("posters:logo", public_id)
    status = 422 if request.method == "POST" else 200
    context = {"structure": structure, "form": form, "logo": logo_of(structure)}
    return render(request, "posters/logo.html", context, status=status)


@require_safe
def image(request: HttpRequest, public_id: str) -> HttpResponse:
    """The logo itself, for the page above."""
    structure, _user = _structure(request, public_id)
    found = logo_of(structure)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.media_type)
    add_never_cache_headers(response)
    return response


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the logo away."""
    structure, _user = _structure(request, public_id)
    remove_logo(structure=structure)
    messages.success(request, "Le logo est retiré : les affiches portent le nom de la structure.")
    return redirect("posters:logo", public_id)


def _structure(request: HttpRequest, public_id: str) -> tuple[Structure, User]:
    structure = keeping.structure_to_keep(public_id)
    if structure is None:
        raise Http404
    return structure, require(request, "edit_record", structure)
