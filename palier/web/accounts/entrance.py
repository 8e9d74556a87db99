"""The ways in: a code by mail, a new account, a key; and the way out.

The pages are ours; allauth keeps what happens between them (`LoginStageController`, code processes) and opens the
session, under a new key. Reading these pages sets no cookie: the first comes with the first sending.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from allauth.account.internal import flows
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import EmailVerificationStage, LoginByCodeStage, LoginStageController
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts import signing_in
from palier.web.accounts import limits, proconnect, shared
from palier.web.accounts.forms import CodeForm, EntranceForm, SignInForm, SignUpForm
from palier.web.public_forms import public_post

PAGE = ["GET", "HEAD", "POST"]
Form = TypeVar("Form", bound=EntranceForm)


@login_not_required
@public_post
@never_cache
@require_http_methods(PAGE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a code; an unknown address sees the same page and gets another mail."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = _entrance(request, SignInForm)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not limits.may_ask_for_a_code(request, email=email):
            return limits.too_many_attempts(request)
        _start(request, form)
        LoginCodeVerificationProcess.initiate(
            request=request, user=signing_in.account_for(email), email=email
        )
        return redirect(_with_next(request, "account_confirm_login_code"))
    context = {
        "form": form,
        "was_idle": request.GET.get("fin") == "inactivite",
        "has_proconnect": proconnect.is_configured(),
        "sign_up_url": _with_next(request, "account_signup"),
    }
    return _form_page(request, "account/sign_in.html", context)


@login_not_required
@public_post
@never_cache
@require_http_methods(PAGE)
def sign_up(request: HttpRequest) -> HttpResponse:
    """Create an account that waits for the code of its mail; a known address sees the same page."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = _entrance(request, SignUpForm)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not limits.may_ask_for_a_code(request, email=email):
            return limits.too_many_attempts(request)
        _start(request, form)
        if signing_in.is_known(email):
            pretended: HttpResponse = flows.signup.prevent_enumeration(request, email=email)
            return pretended
        user = signing_in.create_account(email=email, name=form.cleaned_data["name"])
        opened: HttpResponse = flows.signup.complete_signup(
            request, user=user, redirect_url=get_next_redirect_url(request)
        )
        return opened
    return _form_page(
        request, "account/sign_up.html", {"form": form, "sign_in_url": _with_next(request, "account_login")}
    )


@login_not_required
@never_cache
@require_http_methods(PAGE)
def confirm_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the mail and open the session; five wrong codes and another must be asked for."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    process = LoginCodeVerificationProcess.resume(stage) if stage else None
    if process is None:
        return redirect("account_login")
    return _confirm(
        request, process, expected=process.code, finish=lambda: process.finish(get_next_redirect_url(request))
    )


@login_not_required
@never_cache
@require_http_methods(PAGE)
def confirm_sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code that proves the address of a new account, and open the session."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    process = EmailVerificationProcess.resume(request) if stage else None
    if process is None or stage is None:
        return redirect("account_login")
    # For an address that had an account already, a code exists and was sent to nobody.
    expected = process.code if process.user else ""
    return _confirm(request, process, expected=expected, finish=lambda: _proved(process, stage))


@login_not_required
@public_post
@never_cache
@require_http_methods(PAGE)
def use_key(request: HttpRequest) -> HttpResponse:
    """Answer what the browser must ask of the key (JSON), then open the session for what the key signed."""
    if request.method != "POST":
        return redirect("account_login")
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    if not limits.may_use_a_key(request):
        return limits.too_many_attempts(request)
    if "credential" not in request.POST:
        return JsonResponse(webauthn.begin_authentication(user=None))
    form = LoginWebAuthnForm(request.POST)
    entrance = EntranceForm(request.POST)
    if not form.is_valid() or not entrance.is_valid():
        context = {"form": SignInForm(), "key_refused": True, "was_idle": False}
        context |= {"has_proconnect": proconnect.is_configured(), "sign_up_url": reverse("account_signup")}
        return render(request, "account/sign_in.html", context, status=422)
    _start(request, entrance)
    key = form.cleaned_data["credential"]
    answer: HttpResponse = perform_passwordless_login(
        request, key, Login(user=key.user, redirect_url=get_next_redirect_url(request))
    )
    return answer


@login_not_required
@never_cache
@require_http_methods(PAGE)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session at once; a reader who comes by a link confirms first, so that no image can do it."""
    if request.method != "POST":
        if not request.user.is_authenticated:
            return redirect("doors:home")
        return render(request, "account/sign_out.html")
    following = get_next_redirect_url(request)
    way_out = _with_next(request, "account_login") if following else proconnect.way_out(request)
    flows.logout.logout(request, show_message=False)
    request.session.flush()
    return redirect(way_out or "doors:home")


@login_not_required
@never_cache
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the account is closed."""
    return render(request, "account/closed.html", status=403)


@login_not_required
@public_post
@require_POST
def ask_proconnect(request: HttpRequest) -> HttpResponse:
    """Send the person to ProConnect; what will be checked on their return waits in the session."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = EntranceForm(request.POST)
    if not proconnect.is_configured() or not form.is_valid():
        return redirect("account_login")
    if not limits.may_use_a_key(request):
        return limits.too_many_attempts(request)
    _start(request, form)
    return proconnect.leave(request, next_url=get_next_redirect_url(request) or "")


@login_not_required
@never_cache
@require_safe
def back_from_proconnect(request: HttpRequest) -> HttpResponse:
    """Open the session of whom ProConnect vouches for, or say why not."""
    if not proconnect.is_configured() or request.user.is_authenticated:
        return redirect("account_login")
    if not limits.may_use_a_key(request):
        return limits.too_many_attempts(request)
    return proconnect.come_back(request)


# --- Shared by the ways in ------------------------------------------------------------------------------------


def _entrance(request: HttpRequest, form: type[Form]) -> Form:
    return form(request.POST or None, initial={"next": get_next_redirect_url(request) or ""})


def _start(request: HttpRequest, form: EntranceForm) -> None:
    """Begin anew: what another attempt left in the session is dropped."""
    clear_login(request)
    shared.set_shared(request, shared=form.cleaned_data["shared"])


def _with_next(request: HttpRequest, name: str) -> str:
    following = get_next_redirect_url(request)
    return f"{reverse(name)}?{urlencode({'next': following})}" if following else reverse(name)


def _confirm(
    request: HttpRequest,
    process: LoginCodeVerificationProcess | EmailVerificationProcess,
    *,
    expected: str,
    finish: Callable[[], HttpResponse],
) -> HttpResponse:
    """Show the form of a code, and call `finish` for the right one."""
    email = process.state["email"]
    form = CodeForm(request.POST or None, expected=expected)
    if request.method == "POST":
        if not limits.may_try_a_code(request, email=email):
            process.abort()
            return limits.too_many_attempts(request)
        if form.is_valid():
            return finish()
        if "code" in form.errors and request.POST.get("code") and not process.record_invalid_attempt():
            return render(request, "account/code_spent.html", status=403)
    context = {"form": form, "email": email, "mails_url": _mails_url(), "title": "Votre code"}
    return _form_page(request, "account/confirm_code.html", context)


def _proved(process: EmailVerificationProcess, stage: EmailVerificationStage) -> HttpResponse:
    """Write that the address of the new account was read, and go on."""
    user = process.user
    process.finish()
    flows.login.record_authentication(stage.request, user, method="code", email=user.email)
    signing_in.confirm_address(user=user)
    answer: HttpResponse = stage.exit()
    return answer


def _mails_url() -> str:
    """On a demonstration site, where mails can be read; « » elsewhere."""
    if not settings.IS_DEMO_SITE:
        return ""
    try:
        return reverse("mails:outbox")
    except NoReverseMatch:
        return ""


def _form_page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    context.setdefault("key_refused", False)
    return render(request, template, context, status=422 if request.method == "POST" else 200)
