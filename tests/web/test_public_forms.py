"""Forms open to everybody: no account, no cookie, and yet no robot, no other site, no flood."""

import time
from typing import Any

import pytest
from django.core import mail
from django.core.signing import TimestampSigner, b62_encode
from django.http import HttpResponse
from django.test import Client

from palier.core.models import RateLimitWindow
from palier.directory.models import CorrectionProposal, Place
from palier.feedback.models import Feedback
from tests.factories.directory import a_place
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


class Opened(TimestampSigner):
    """Signs as the forms do, for a form opened `seconds_ago`."""

    def __init__(self, seconds_ago: float) -> None:
        super().__init__(salt="palier.public-form")
        self.seconds_ago = seconds_ago

    def timestamp(self) -> str:
        return b62_encode(int(time.time() - self.seconds_ago))


@pytest.fixture(params=["feedback", "error report"])
def form(request: pytest.FixtureRequest) -> str:
    """The address of each public form."""
    return "/avis/" if request.param == "feedback" else f"/lieux/{a_place().public_id}/signaler/"


def send(
    client: Client, address: str, *, headers: dict[str, str] | None = None, **fields: str
) -> HttpResponse:
    data = {"message": "Le téléphone a changé.", "opened": Opened(60).sign("form"), **fields}
    response: HttpResponse = client.post(address, data, headers=FROM_HERE if headers is None else headers)  # type: ignore[assignment]
    return response


def stored() -> int:
    return Feedback.objects.count() + CorrectionProposal.objects.count()


@pytest.mark.requirement("R003-077")
def test_a_message_is_taken_without_account_nor_cookie(client: Client, form: str) -> None:
    assert client.get(form).status_code == 200

    response = send(client, form)

    assert (response.status_code, stored()) == (302, 1)
    assert said_by(client.get(response.headers["Location"])).count("Merci") >= 1
    assert client.cookies == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Referer": "https://ailleurs.example/http://testserver/"},
        {"Origin": "http://testserver.ailleurs.example"},
        {},
    ],
)
def test_a_form_sent_from_another_site_is_refused(client: Client, form: str, headers: dict[str, str]) -> None:
    response = send(client, form, headers=headers)

    assert (response.status_code, stored()) == (403, 0)
    assert "depuis un autre site" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/avis/"},
    ],
)
def test_a_form_sent_from_our_pages_is_taken_whatever_the_browser_says_it_with(
    client: Client, form: str, headers: dict[str, str]
) -> None:
    assert (send(client, form, headers=headers).status_code, stored()) == (302, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"site": "https://spam.example"}, "Un champ réservé aux robots a été rempli"),
        ({"opened": ""}, "L’envoi n’a pas pu être vérifié"),
        ({"opened": "form:1abc:signature"}, "L’envoi n’a pas pu être vérifié"),
        ({"opened": "\x00"}, "L’envoi n’a pas pu être vérifié"),
        ({"opened": 0}, "L’envoi était trop rapide"),
        ({"opened": -3600}, "L’envoi était trop rapide"),
        ({"opened": 25 * 3600}, "Cette page était ouverte depuis plus d’un jour"),
        ({"message": ""}, "Ce champ est obligatoire"),
        ({"message": "x" * 2001}, "2000 caractères"),
        ({"contact": "c" * 201}, "200 caractères"),
    ],
)
def test_a_refused_form_comes_back_filled_with_what_to_do(
    client: Client, form: str, fields: dict[str, Any], sentence: str
) -> None:
    if isinstance(fields.get("opened"), int):  # seconds ago, signed under the key of the tests
        fields = {**fields, "opened": Opened(fields["opened"]).sign("form")}

    response = send(client, form, **{"message": "Fermé le lundi.", "contact": "a@b.example", **fields})

    assert (response.status_code, stored()) == (422, 0)
    assert sentence in said_by(response)
    kept = fields.get("message", "Fermé le lundi.")
    assert kept in response.content.decode()


def test_a_form_too_old_can_be_sent_again_as_it_came_back(client: Client, form: str) -> None:
    back = send(client, form, opened=Opened(25 * 3600).sign("form")).content.decode()
    signed = back.split('name="opened" value="')[1].split('"')[0]

    assert TimestampSigner(salt="palier.public-form").unsign(signed, max_age=60) == "form"


def test_too_many_messages_in_an_hour_are_refused_politely_and_the_text_is_not_lost(
    client: Client, form: str, settings: Any
) -> None:
    settings.RATE_LIMIT_PUBLIC_POSTS_PER_HOUR = 2

    statuses = [send(client, form).status_code for _ in range(2)]
    response = send(client, form, message="Le troisième message")

    assert (statuses, response.status_code, stored()) == ([302, 302], 429, 2)
    assert "Trop d’envois depuis cette connexion" in said_by(response)
    assert "Le troisième message" in response.content.decode()


def test_refused_forms_do_not_count_in_the_limit(client: Client, form: str, settings: Any) -> None:
    settings.RATE_LIMIT_PUBLIC_POSTS_PER_HOUR = 1
    for _ in range(3):
        send(client, form, message="")

    assert send(client, form).status_code == 302


@pytest.mark.requirement("R003-069")
def test_the_address_of_who_sends_is_stored_nowhere(client: Client, form: str) -> None:
    client.post(
        form,
        {"message": "Bonjour", "opened": Opened(60).sign("form")},
        headers=FROM_HERE,
        REMOTE_ADDR="203.0.113.77",
    )

    rows = [
        *RateLimitWindow.objects.values(),
        *Feedback.objects.values(),
        *CorrectionProposal.objects.values(),
    ]
    assert len(rows) == 2
    assert "203.0.113.77" not in str(rows)


# --- What becomes of it ---------------------------------------------------------------------------------------


def test_an_opinion_keeps_the_page_without_what_was_searched(client: Client) -> None:
    html = client.get("/avis/", {"page": "/chercher/?q=mes+dettes"}).content.decode()

    send(client, "/avis/", page="/chercher/?q=mes+dettes", message=" Merci ! ", contact=" a@b.example ")

    feedback = Feedback.objects.get()
    assert "/chercher/" in html
    assert (feedback.page, feedback.message, feedback.contact, feedback.status) == (
        "/chercher/",
        "Merci !",
        "a@b.example",
        "NEW",
    )


@pytest.mark.parametrize("page", ["", "https://ailleurs.example/", "javascript:alert(1)", "/" + "é" * 400])
def test_a_strange_page_is_no_obstacle(client: Client, page: str) -> None:
    assert client.get("/avis/", {"page": page}).status_code == 200
    assert send(client, "/avis/", page=page[:300]).status_code == 302


def test_the_team_is_told_once_the_message_is_stored(
    client: Client, form: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as effects:
        send(client, form)
    assert mail.outbox == []
    for effect in effects:
        effect()

    assert len(mail.outbox) == 1
    assert "Le téléphone a changé." in mail.outbox[0].body


def test_a_reported_error_changes_nothing_of_the_place(client: Client) -> None:
    place = a_place()
    before = Place.objects.filter(pk=place.pk).values().get()

    send(client, f"/lieux/{place.public_id}/signaler/", contact="06 39 98 34 56")

    assert Place.objects.filter(pk=place.pk).values().get() == before
    report = CorrectionProposal.objects.get()
    assert (report.place, report.message, report.contact) == (
        place,
        "Le téléphone a changé.",
        "06 39 98 34 56",
    )


def test_every_page_leads_to_the_opinion_form(client: Client) -> None:
    place = a_place()

    for path in (
        "/",
        "/chercher/",
        "/je-suis-bloque/",
        "/communes/53084-craon/",
        f"/lieux/{place.public_id}-{place.slug}/",
    ):
        assert f'href="/avis/?page={path}"' in client.get(path).content.decode()


def test_the_administration_keeps_its_own_protection() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/-/admin/login/", {"username": "a@b.example", "password": "x"}, headers=FROM_HERE)

    assert response.status_code == 403


def test_a_public_form_needs_no_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)

    assert send(client, "/avis/").status_code == 302
