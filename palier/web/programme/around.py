"""With whom a session is given, and what lies on its table: people, structures, documents, other sessions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.accounts.models import User
from palier.agenda import wording
from palier.agenda.actions import around
from palier.agenda.enums import CreditRole, DocumentKind, PartnerRole
from palier.agenda.models import Session
from palier.agenda.queries import programme as queries
from palier.directory.queries.members import structure_by_public_id
from palier.web.agenda_standing import tabs_of
from palier.web.members.mine import PAGE, answer_form
from palier.web.programme.flow import planned_or_404, refusals
from palier.web.standing import standing_in


class CreditForm(forms.Form):
    """Somebody to credit. A participant agrees first."""

    colleague = forms.ChoiceField(label="Un ou une collègue", required=False)
    name = forms.CharField(
        label="Ou une autre personne : le nom affiché",
        required=False,
        max_length=100,
        help_text="Un prénom suffit.",
    )
    role = forms.ChoiceField(label="Ce que fait cette personne", choices=CreditRole.choices)
    structure = forms.CharField(
        label="Sa structure", required=False, max_length=200, help_text="Quelques mots de son nom."
    )
    is_participant = forms.BooleanField(label="C’est une personne du public", required=False)
    has_agreed = forms.BooleanField(label="Elle a donné son accord", required=False)
    is_public = forms.BooleanField(label="Montrer son nom sur la page publique", required=False, initial=True)

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(user.pk): user for user in colleagues}
        names = [(pk, user.name or user.email) for pk, user in self.colleagues.items()]
        self.fields["colleague"].choices = [("", "Une autre personne"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        user = self.colleagues.get(data.pop("colleague", ""))
        if user is not None:
            # Shown to everybody: an address is not a name.
            data |= {"user": user, "name": user.name or data.get("name", "").strip(), "is_participant": False}
            if not data["name"]:
                self.add_error("name", "Ce compte n’a pas de nom : écrivez celui qui sera affiché.")
        elif not data.get("name", "").strip():
            self.add_error("name", "Choisissez un ou une collègue, ou écrivez un nom.")
        return data


class PartnerForm(forms.Form):
    """A structure beside the organiser."""

    structure = forms.CharField(
        label="La structure", max_length=200, help_text="Quelques mots de son nom.", widget=forms.TextInput
    )
    role = forms.ChoiceField(label="Ce qu’elle fait", choices=PartnerRole.choices)
    prefix = "partner"


class DocumentForm(forms.Form):
    """Something to lay on the table, or a tutorial."""

    kind = forms.ChoiceField(label="Nature", choices=DocumentKind.choices)
    title = forms.CharField(label="Le titre", max_length=200)
    reference = forms.CharField(label="Auteur, cote", required=False, max_length=200)
    url = forms.URLField(label="Son adresse", required=False, max_length=500, assume_scheme="https")


def _structure(form: forms.Form, *, own: Session) -> Any:
    """Return the structure whose name was typed, None for nothing; a doubt is an error of the form."""
    typed = form.cleaned_data["structure"].strip()
    if not typed:
        return None
    if typed.casefold() == own.organiser.name.casefold():
        return own.organiser
    chosen = structure_by_public_id(typed)  # chosen among those proposed
    found = [chosen] if chosen else queries.structures_named(typed)
    exact = [row for row in found if row.name.casefold() == typed.casefold()] or found
    if len(exact) == 1:
        return exact[0]
    names = " ; ".join(row.name for row in exact[:6])
    said = f"Plusieurs structures répondent : {names}." if names else "Aucune structure de ce nom."
    form.add_error("structure", said)
    return None


@require_http_methods(PAGE)
def people(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who gives the session, and which structures stand beside it."""
    found, _user = planned_or_404(request, public_id)
    is_partner = "partner-role" in request.POST
    colleagues = queries.colleagues_at(found.organiser, on=timezone.localdate())
    credit = CreditForm(None if is_partner else request.POST or None, colleagues=colleagues)
    partner = PartnerForm(request.POST if is_partner else None)
    sent: forms.Form = partner if is_partner else credit
    if request.method == "POST" and sent.is_valid():
        has_account = sent.cleaned_data.get("user") is not None
        structure = found.organiser if has_account else _structure(sent, own=found)
        if not sent.errors:
            with refusals(sent):
                _add(found, sent.cleaned_data | {"structure": structure}, is_partner=is_partner)
                messages.success(request, "C’est ajouté.")
                return redirect("programme:people", public_id=public_id)
    context = {
        "session": found,
        "tabs": tabs_of(found, standing_in(request), current="people"),
        "credit": credit,
        "partner": partner,
        "credits": queries.credits_of(found),
        "partners": queries.partners_of(found),
    }
    return answer_form(request, "programme/people.html", context)


def _add(session: Session, values: dict[str, Any], *, is_partner: bool) -> None:
    if is_partner:
        around.add_partner(session=session, structure=values["structure"], role=PartnerRole(values["role"]))
    else:
        around.credit_person(session=session, values=values, on=timezone.localdate())


@require_http_methods(PAGE)
def table(request: HttpRequest, public_id: str) -> HttpResponse:
    """Documents, and other sessions of the network."""
    found, _user = planned_or_404(request, public_id)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            around.add_document(session=found, values=form.cleaned_data)
            messages.success(request, "Le document est ajouté.")
            return redirect("programme:table", public_id=public_id)
    others = queries.sessions_to_relate(found, now=timezone.now())
    context = {
        "session": found,
        "tabs": tabs_of(found, standing_in(request), current="table"),
        "form": form,
        "documents": list(found.documents.all()),
        "related": [(row.pk, _said(row.other)) for row in queries.related_of(found)],
        "others": [(row.public_id, _said(row)) for row in others],
    }
    return answer_form(request, "programme/table.html", context)


def _said(session: Session) -> str:
    return f"{session.title}, {wording.when_line(session)}, {wording.place_line(session)}"


@require_POST
def relate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Point to another session of the network."""
    found, _user = planned_or_404(request, public_id)
    other = queries.session_by_public_id(request.POST.get("autre", ""))
    known = {row.pk for row in queries.sessions_to_relate(found, now=timezone.now())}
    if other is None or other.pk not in known:
        messages.error(request, "Choisissez une séance de la liste.")
    else:
        around.relate_session(session=found, other=other)
        messages.success(request, "La séance est indiquée.")
    return redirect("programme:table", public_id=public_id)


@require_POST
def remove(request: HttpRequest, public_id: str, what: str, pk: int) -> HttpResponse:
    """Take a person, a partner, a document or a related session away."""
    found, _user = planned_or_404(request, public_id)
    removers = {
        "personne": around.remove_credit,
        "partenaire": around.remove_partner,
        "document": around.remove_document,
        "seance": around.unrelate_session,
    }
    if what not in removers:
        raise Http404
    removers[what](session=found, pk=pk)
    page = "programme:people" if what in ("personne", "partenaire") else "programme:table"
    return redirect(page, public_id=public_id)
