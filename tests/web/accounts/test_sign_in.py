"""Signing in by a code: what is said, what is not told, and what stops those who guess."""

import re
import time
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, RequestFactory

from palier.accounts import signing_in
from palier.accounts.models import User
from palier.web.accounts import limits
from palier.web.pages.cookies import COOKIE_REGISTER
from tests.web.accounts.doing import (
    AFTER,
    FROM_HERE,
    ask,
    last_code,
    opened_form,
    sign_in_by_code,
    wrong_code,
)

pytestmark = pytest.mark.django_db

OPEN_PAGES = (
    "/connexion/",
    "/connexion/?next=/compte/",
    "/connexion/code/",
    "/connexion/cle/",
    "/connexion/compte-ferme/",
    "/connexion/proconnect/retour/?code=a&state=b",
    "/inscription/",
    "/inscription/code/",
    "/deconnexion/",
)


@pytest.fixture
def _within_one_window() -> None:
    """The windows of the limits are fixed: a test that counts does not begin just before the next."""
    left_s = limits.QUARTER_S - time.time() % limits.QUARTER_S
    if left_s < 30:
        time.sleep(left_s)


# --- The way in -----------------------------------------------------------------------------------------------


def test_a_code_read_in_a_mail_opens_the_account(client: Client, alice: User) -> None:
    asked = ask(client, email="Alice@Palier.example")
    opened = client.post(asked.headers["Location"], {"code": last_code()})

    assert (asked.status_code, asked.headers["Location"]) == (302, "/connexion/code/")
    assert (opened.status_code, opened.headers["Location"]) == (302, AFTER)
    assert "alice@palier.example" in client.get("/compte/").text


def test_the_mail_is_short_plain_and_in_french(client: Client, alice: User) -> None:
    ask(client, email="alice@palier.example")

    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("Votre code de connexion", ["alice@palier.example"])
    assert re.match(r"Bonjour,\n\nVotre code : \d{6}\n\nIl vaut dix minutes", str(sent.body))
    assert getattr(sent, "alternatives", []) == []


def test_spaces_in_the_code_do_not_count(client: Client, alice: User) -> None:
    ask(client, email="alice@palier.example")
    code = last_code()

    opened = client.post("/connexion/code/", {"code": f" {code[:3]} {code[3:]} "})

    assert opened.headers["Location"] == AFTER


def test_an_account_made_by_an_operator_proves_its_address_with_its_first_code(client: Client) -> None:
    User.objects.create_user("bob@palier.example", name="Bob")

    opened = sign_in_by_code(client, "bob@palier.example")

    assert (opened.headers["Location"], len(mail.outbox)) == (AFTER, 1)


def test_after_signing_in_one_is_where_one_was_going(client: Client, alice: User) -> None:
    wall = client.get("/compte/cles/ajouter/")
    page = client.get(wall.headers["Location"])
    asked = client.post(
        "/connexion/",
        {"opened": opened_form(client, "/connexion/"), "email": alice.email, "next": "/compte/cles/ajouter/"},
        headers=FROM_HERE,
    )
    opened = client.post(asked.headers["Location"], {"code": last_code()})

    assert wall.headers["Location"] == "/connexion/?next=/compte/cles/ajouter/"
    assert 'name="next" value="/compte/cles/ajouter/"' in page.text
    assert opened.headers["Location"] == "/compte/cles/ajouter/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http://localhost/x",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, alice: User, elsewhere: str) -> None:
    asked = ask(client, email=alice.email, next=elsewhere)
    opened = client.post(f"/connexion/code/?next={elsewhere}", {"code": last_code()})

    assert asked.headers["Location"] == "/connexion/code/"
    assert opened.headers["Location"] == AFTER


def test_the_code_page_says_where_mails_are_read_on_a_demonstration_only(
    client: Client, alice: User, settings: Any
) -> None:
    ask(client, email=alice.email)
    usual = client.get("/connexion/code/").text
    settings.IS_DEMO_SITE = True
    demonstration = client.get("/connexion/code/").text

    assert "Lire les courriels de la démonstration" not in usual
    assert "Lire les courriels de la démonstration" in demonstration


# --- Cookies --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-072")
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_reading_a_page_of_signing_in_sets_no_cookie_and_opens_no_session(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code in {200, 302, 403}
    assert (dict(response.cookies), Session.objects.count()) == ({}, 0)


@pytest.mark.requirement("R003-067", "R003-074", "R003-075", "R003-078")
def test_the_cookies_of_signing_in_are_in_the_register_and_end_with_the_browser(alice: User) -> None:
    client = Client()
    seen: SimpleCookie = SimpleCookie()
    first = ask(client, email=alice.email)
    for response in (first, client.get("/connexion/code/"), client.post("/connexion/code/", {"code": last_code()}),
                     client.get("/compte/"), client.get("/")):  # fmt: skip
        seen.update(response.cookies)

    assert set(first.cookies) == {"palier_session"}
    assert set(seen) == {"palier_session", "palier_csrf"} == {cookie.name for cookie in COOKIE_REGISTER}
    assert [(c["max-age"], c["expires"]) for c in seen.values()] == [("", ""), ("", "")]
    assert "alice" not in str(seen).lower()


def test_the_key_of_the_session_changes_at_the_door(alice: User) -> None:
    """A key that somebody else planted in the browser before opens nothing after."""
    client = Client()
    ask(client, email=alice.email)
    planted = client.cookies["palier_session"].value
    client.post("/connexion/code/", {"code": last_code()})
    thief = Client()
    thief.cookies["palier_session"] = planted

    assert client.cookies["palier_session"].value != planted
    assert client.get("/compte/").status_code == 200
    assert thief.get("/compte/").status_code == 302


def test_a_form_sent_from_another_site_is_refused(client: Client, alice: User) -> None:
    values = {"opened": opened_form(client, "/connexion/"), "email": alice.email}

    answers = [
        client.post("/connexion/", values, headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/connexion/cle/", values, headers={"Origin": "https://evil.example"}),
        client.post("/inscription/", values),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert mail.outbox == []


def test_the_code_page_refuses_a_form_without_its_token(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    ask(client, email=alice.email)

    assert client.post("/connexion/code/", {"code": last_code()}).status_code == 403


# --- What is not told -----------------------------------------------------------------------------------------


def test_an_unknown_address_sees_the_same_page_and_is_told_by_mail_how_to_create_an_account(
    client: Client, alice: User
) -> None:
    known, unknown = Client(), Client()
    answers = [ask(known, email=alice.email), ask(unknown, email="nobody@palier.example")]
    pages = [c.get("/connexion/code/").text.replace("nobody@", "alice@") for c in (known, unknown)]

    without_token = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(302, "/connexion/code/")] * 2
    assert without_token[0] == without_token[1]
    assert [m.subject for m in mail.outbox] == ["Votre code de connexion", "Aucun compte avec cette adresse"]
    assert "http://127.0.0.1:8000/inscription/" in str(mail.outbox[1].body)


def test_no_code_opens_anything_for_an_unknown_address(client: Client) -> None:
    ask(client, email="nobody@palier.example")

    assert [client.post("/connexion/code/", {"code": c}).status_code for c in ("000000", "")] == [422, 422]


# --- Closed accounts ------------------------------------------------------------------------------------------


def test_a_closed_account_is_sent_no_code_and_told_so(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save()

    answer = ask(client, email=alice.email)
    again = ask(Client(), "/inscription/", email=alice.email, name="Alice")

    assert (answer.headers["Location"], again.headers["Location"]) == (
        "/connexion/code/",
        "/inscription/code/",
    )
    assert [m.subject for m in mail.outbox] == ["Votre compte est fermé"] * 2


def test_closing_an_account_stops_its_sessions_at_once_and_the_code_on_its_way(
    client: Client, alice: User
) -> None:
    late = Client()
    sign_in_by_code(client)
    ask(late, email=alice.email)
    code = last_code()
    before = client.get("/compte/").status_code
    alice.is_active = False
    alice.save()

    assert (before, client.get("/compte/").status_code) == (200, 302)
    assert late.post("/connexion/code/", {"code": code}).headers["Location"] == "/connexion/compte-ferme/"
    assert late.get("/compte/").status_code == 302


def test_an_address_that_the_account_had_before_opens_nothing(client: Client, alice: User) -> None:
    alice.email = "alice.new@palier.example"
    alice.save()

    ask(client, email="alice@palier.example")
    opened = sign_in_by_code(Client(), "alice.new@palier.example")

    assert mail.outbox[0].subject == "Aucun compte avec cette adresse"
    assert opened.headers["Location"] == AFTER


# --- Guessing -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_within_one_window")
def test_five_wrong_codes_spend_the_code(client: Client, alice: User) -> None:
    ask(client, email=alice.email)
    right, wrong = last_code(), wrong_code()

    answers = [client.post("/connexion/code/", {"code": wrong}).status_code for _ in range(5)]

    assert answers == [422, 422, 422, 422, 403]
    assert client.post("/connexion/code/", {"code": right}).headers["Location"] == "/connexion/"


@pytest.mark.usefixtures("_within_one_window")
def test_an_address_gets_ten_tries_a_quarter_of_an_hour_whoever_tries_and_however_many_codes(
    alice: User,
) -> None:
    statuses = []
    for _session in range(3):
        client = Client()
        ask(client, email=alice.email)
        wrong = wrong_code()
        for number in range(5):
            address = f"198.51.100.{10 * _session + number}"
            answer = client.post("/connexion/code/", {"code": wrong}, REMOTE_ADDR=address)
            statuses.append(answer.status_code)

    assert statuses[:10] == [422, 422, 422, 422, 403] * 2
    assert statuses[10] == 429  # and the code that was asked for is spent
    assert set(statuses[11:]) == {302}


def test_a_code_is_worth_ten_minutes(client: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client, email=alice.email)
    code, now = last_code(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)

    assert client.post("/connexion/code/", {"code": code}).headers["Location"] == "/connexion/"


def test_a_code_serves_once(client: Client, alice: User) -> None:
    ask(client, email=alice.email)
    code = last_code()
    client.post("/connexion/code/", {"code": code})
    client.post("/deconnexion/")

    assert client.post("/connexion/code/", {"code": code}).headers["Location"] == "/connexion/"


@pytest.mark.usefixtures("_within_one_window")
def test_of_a_thousand_attempts_from_one_place_sixty_send_a_mail(client: Client) -> None:
    """Each for another address. The page is asked 80 times; the rest ask the counter that the page asks."""
    opened = opened_form(client, "/connexion/")
    answers = []
    for number in range(80):
        values = {"opened": opened, "email": f"person{number}@palier.example"}
        answers.append(Client().post("/connexion/", values, headers=FROM_HERE))
    request = RequestFactory().post("/connexion/")
    others = [limits.may_ask_for_a_code(request, email=f"p{n}@palier.example") for n in range(920)]

    assert [a.status_code for a in answers] == [302] * 60 + [429] * 20
    assert (len(mail.outbox), any(others)) == (60, False)
    assert answers[-1].headers["Retry-After"] == "900"
    assert "Trop d’essais, attendez un peu" in answers[-1].text
    assert dict(answers[-1].cookies) == {}


@pytest.mark.usefixtures("_within_one_window")
def test_one_address_is_sent_five_mails_a_quarter_of_an_hour_wherever_they_are_asked_from(
    client: Client,
) -> None:
    opened = opened_form(client, "/connexion/")
    statuses = [
        Client()
        .post(
            "/connexion/",
            {"opened": opened, "email": "person@palier.example"},
            headers=FROM_HERE,
            REMOTE_ADDR=f"203.0.113.{n}",
        )
        .status_code
        for n in range(12)
    ]

    assert statuses == [302] * 5 + [429] * 7
    assert len(mail.outbox) == 5


def test_the_address_of_the_visitor_is_kept_nowhere(alice: User) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77")
    sign_in_by_code(client)

    rows = [str(row.ip) for row in alice.usersession_set.all()]
    assert len(rows) == 1
    assert rows[0].startswith("fd")
    assert "203.0.113.77" not in str([s.get_decoded() for s in Session.objects.all()])


# --- The administration ---------------------------------------------------------------------------------------


def test_a_password_opens_the_administration_only(client: Client) -> None:
    User.objects.create_superuser("root@palier.example", "un mot de passe long", name="Root")

    page = client.get("/-/admin/")
    form = client.get("/connexion/").text

    assert page.headers["Location"] == "/-/admin/login/?next=/-/admin/"
    assert 'type="password"' not in form


@pytest.mark.usefixtures("_within_one_window")
def test_passwords_of_operators_are_tried_ten_times_a_quarter_of_an_hour_then_even_the_right_one_is_refused() -> (
    None
):
    root = User.objects.create_superuser("root@palier.example", "un mot de passe long", name="Root")
    wrong = {"username": root.email, "password": "un autre mot de passe"}
    for number in range(10):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post("/-/admin/login/", wrong)

    answer = Client().post("/-/admin/login/", wrong | {"password": "un mot de passe long"})

    assert "Trop d’essais" in answer.text
    assert "palier_session" not in answer.cookies


def test_accounts_nobody_proved_are_forgotten(alice: User) -> None:
    left = signing_in.create_account(email="left@palier.example", name="Left")
    entered = signing_in.create_account(email="entered@palier.example", name="Entered")
    signing_in.confirm_address(user=entered)
    by_operator = User.objects.create_user("invited@palier.example", name="Invited")

    forgotten = signing_in.forget_unconfirmed_accounts(left.created_at)
    later = signing_in.forget_unconfirmed_accounts(by_operator.created_at)

    assert (forgotten, later) == (0, 1)
    assert set(User.objects.values_list("name", flat=True)) == {"Alice A.", "Entered", "Invited"}
