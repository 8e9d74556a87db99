"""« Inscrire un lieu »: asked without an account, followed at a signed address, completed when sent back."""

import re
import time
from typing import Any

import pytest
from django.core import mail
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from palier.directory import mails
from palier.directory.actions import inclusion as actions
from palier.directory.models import InclusionRequest, Place
from tests.cast import over, person
from tests.factories.directory import NOW, a_need, a_place, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

HERE = "/inscrire-un-lieu/"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def craon() -> None:
    commune("53084")


class _AMinuteAgo(TimestampSigner):
    def timestamp(self) -> str:
        return b62_encode(int(time.time() - 60))


def send(client: Client, path: str = HERE, **fields: Any) -> Any:
    data = {
        "name": "Bibliothèque du village",
        "commune": "Craon",
        "contact": "02 61 91 00 10",
        "service_text": "Aide pour les papiers sur internet",
        "opened": _AMinuteAgo(salt="palier.public-form").sign("form"),
        **fields,
    }
    return client.post(path, {key: value for key, value in data.items() if value}, headers=FROM_HERE)


@pytest.mark.requirement("R001-054")
def test_a_name_a_commune_a_contact_and_a_service_are_enough(client: Client) -> None:
    assert client.get(HERE).status_code == 200

    answer = send(client, is_volunteer_run="on", is_only_public_service="on")

    asked = InclusionRequest.objects.get()
    assert answer.status_code == 302
    assert (asked.name, asked.commune.insee_code, asked.contact_value, asked.status) == (
        "Bibliothèque du village",
        "53084",
        "+33261910010",
        "NEW",
    )
    assert (asked.is_volunteer_run, asked.is_only_public_service) == (True, True)
    assert client.cookies == {}


def test_a_need_of_the_list_stands_for_words(client: Client) -> None:
    a_need("impots", "Mes impôts")

    send(client, service_text="", need="impots")

    asked = InclusionRequest.objects.get()
    assert (asked.service_text, asked.need and asked.need.code) == ("Mes impôts", "impots")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"commune": "Zzyx"}, "Aucune commune de ce nom"),
        ({"contact": "12"}, "Écrivez un téléphone, un courriel"),
        ({"contact": "pas@un"}, "Écrivez un téléphone, un courriel"),
        ({"service_text": ""}, "Dites ce que vous proposez"),
        ({"sender_contact": "pas@un"}, "adresse"),
        ({"site": "https://robot.example"}, "Un champ réservé aux robots"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_stored(
    client: Client, fields: dict[str, str], sentence: str
) -> None:
    answer = send(client, **fields)

    assert answer.status_code == 422
    assert sentence in said_by(answer)
    assert not InclusionRequest.objects.exists()


def test_another_site_cannot_send_the_form(client: Client) -> None:
    answer = client.post(HERE, {"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, InclusionRequest.objects.count()) == (403, 0)


def test_a_flood_from_one_address_is_stopped(client: Client, settings: Any) -> None:
    settings.RATE_LIMIT_PUBLIC_POSTS_PER_HOUR = 1

    assert [send(client).status_code, send(client).status_code] == [302, 429]


def test_the_follow_up_address_is_signed_and_shows_nothing_to_who_guesses(client: Client) -> None:
    address = send(client).headers["Location"]
    asked = InclusionRequest.objects.get()

    assert "Merci, votre demande est arrivée" in said_by(client.get(address))
    assert client.get(f"{HERE}suivi/{asked.public_id}/").status_code == 404
    assert client.get(f"{HERE}suivi/{asked.public_id}:abcdef/").status_code == 404


def test_a_request_sent_back_is_completed_without_account_and_returns_to_the_queue(client: Client) -> None:
    address = send(client, sender_contact="camille@exemple.example").headers["Location"]
    asked = InclusionRequest.objects.get()
    actions.send_inclusion_back(request=asked, reason="Quel jour ouvrez-vous ?", by=person("Alice"), now=NOW)

    page = client.get(address)
    answer = send(client, address, hours_text="mardi 14h-17h")

    assert "Quel jour ouvrez-vous ?" in said_by(page)
    assert 'value="Bibliothèque du village"' in page.text
    asked.refresh_from_db()
    assert (answer.status_code, asked.status, asked.hours_text) == (302, "NEW", "mardi 14h-17h")


def test_a_request_sent_back_and_completed_wrong_stays_sent_back(client: Client) -> None:
    address = send(client).headers["Location"]
    asked = InclusionRequest.objects.get()
    actions.send_inclusion_back(request=asked, reason="Quel jour ?", by=person("Alice"), now=NOW)

    answer = send(client, address, commune="Zzyx")

    asked.refresh_from_db()
    assert (answer.status_code, asked.status) == (422, "SENT_BACK")
    assert "Quel jour ?" in said_by(answer)


def test_a_request_that_was_answered_takes_nothing_more(client: Client) -> None:
    address = send(client).headers["Location"]
    asked = InclusionRequest.objects.get()
    actions.refuse_inclusion(
        request=asked, reason="Ce lieu vend des téléphones.", by=person("Alice"), now=NOW
    )

    send(client, address, name="Autre nom")

    asked.refresh_from_db()
    assert (asked.name, asked.status) == ("Bibliothèque du village", "REFUSED")
    assert "Ce lieu vend des téléphones." in said_by(client.get(address))


def test_the_link_of_the_mail_opens_the_request(client: Client) -> None:
    send(client, sender_contact="camille@exemple.example")
    asked = InclusionRequest.objects.get()
    actions.send_inclusion_back(request=asked, reason="Quel jour ?", by=person("Alice"), now=NOW)

    (path,) = re.findall(r"http[s]?://[^/]+(/inscrire-un-lieu/suivi/\S+)", str(mail.outbox[-1].body))

    assert mail.outbox[-1].to == ["camille@exemple.example"]
    assert "Quel jour ?" in said_by(client.get(path))


def test_an_accepted_request_leads_to_its_record(client: Client) -> None:
    need = a_need("impots", "Mes impôts")
    over("departement:53", person("Alice"), "coordinator")
    address = send(client).headers["Location"]
    accepted = actions.Accepted(
        name="Bibliothèque du village", address="", hours_text="", service_name="Aide", need=need
    )
    actions.accept_inclusion(
        request=InclusionRequest.objects.get(), accepted=accepted, by=person("Alice"), now=NOW
    )

    page = client.get(address)

    assert f"/lieux/{Place.objects.get().public_id}" in page.text
    assert mails.inclusion_path(InclusionRequest.objects.get()) == address


def test_a_place_that_may_exist_is_shown_before_the_request_is_sent(client: Client) -> None:
    known = a_place("La bibliothèque du village")

    asked = send(client)

    assert asked.status_code == 422
    assert "Ce lieu existe peut-être déjà" in asked.text
    assert f"/lieux/{known.public_id}" in asked.text
    assert InclusionRequest.objects.count() == 0
    assert (send(client, another="1").status_code, InclusionRequest.objects.count()) == (302, 1)
