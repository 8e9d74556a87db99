"""« Mon compte »: name, keys, open sessions, shared computer."""

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import add_authenticator, remove_authenticator, rename_authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.accounts import signing_in
from palier.accounts.models import User
from palier.web.accounts import shared
from palier.web.accounts.devices import device_name
from palier.web.accounts.forms import AddKeyForm, KeyNameForm, NameForm
from palier.web.accounts.recent import recent_sign_in_required

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def home(request: HttpRequest) -> HttpResponse:
    """Show the account; a POST changes the name."""
    user = _user(request)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        signing_in.rename_account(user=user, name=form.cleaned_data["name"])
        messages.success(request, "Votre nom est enregistré.")
        return redirect("account_home")
    key = request.session.session_key or ""
    signing_in.list_session(
        user=user,
        session_key=key,
        agent=request.headers.get("User-Agent", ""),
        address=get_adapter().get_client_ip(request),
    )
    sessions = signing_in.open_sessions(user, current_key=key, now=timezone.now())
    context = {
        "form": form,
        "email": user.email,
        "keys": signing_in.passkeys(user),
        "sessions": [(session, device_name(session.agent)) for session in sessions],
        "has_others": len(sessions) > 1,
        "is_shared": shared.is_shared(request),
    }
    return render(request, "account/home.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one open session of this account."""
    if signing_in.end_session(user=_user(request), pk=pk):
        messages.success(request, "La session est fermée.")
    return redirect("account_home")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Close every other session of this account."""
    signing_in.end_other_sessions(user=_user(request), current_key=request.session.session_key or "")
    messages.success(request, "Les autres sessions sont fermées.")
    return redirect("account_home")


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Say whether others use this computer."""
    shared.set_shared(request, shared=request.POST.get("shared") == "1")
    return redirect("account_home")


@require_http_methods(PAGE)
@recent_sign_in_required
def add_key(request: HttpRequest) -> HttpResponse:
    """Show the form of a new key, which only a script can fill, and keep what the device answered."""
    form = AddKeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        add_authenticator(request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"])
        messages.success(request, "La clé est ajoutée : vous pourrez l’utiliser à la place du code.")
        return redirect("account_home")
    options = webauthn.begin_registration(request.user, True)
    context = {"form": form, "options": options}
    return render(request, "mfa/add_key.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(PAGE)
@recent_sign_in_required
def rename_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a key another name."""
    key = signing_in.passkey_row(_user(request), pk=pk)
    if key is None:
        raise Http404
    form = KeyNameForm(request.POST or None, initial={"name": str(key)})
    if request.method == "POST" and form.is_valid():
        rename_authenticator(request, key, form.cleaned_data["name"])
        messages.success(request, "Le nom de la clé est enregistré.")
        return redirect("account_home")
    return render(
        request, "mfa/rename_key.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_http_methods(PAGE)
@recent_sign_in_required
def remove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then forget a key."""
    key = signing_in.passkey_row(_user(request), pk=pk)
    if key is None:
        raise Http404
    if request.method == "POST":
        remove_authenticator(request, key)
        messages.success(request, "La clé est retirée : elle n’ouvre plus votre compte.")
        return redirect("account_home")
    return render(request, "mfa/remove_key.html", {"name": str(key)})


def _user(request: HttpRequest) -> User:
    """The login wall stands before every page here."""
    assert isinstance(request.user, User)
    return request.user
