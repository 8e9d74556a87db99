"""`/verifier/…`: an owner answers by a signed link, without an account; readers and guessers change nothing."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from palier.directory import actions
from palier.directory.actions.verification import ask_for_verification
from palier.directory.enums import ContactKind
from palier.directory.models import (
    ContactChannel,
    Place,
    RecordChange,
    Structure,
    Verification,
    VerificationRequest,
    VerificationRequestLine,
)
from palier.directory.queries.verification import link_code, link_token
from tests.factories.directory import StructureFactory, a_need, a_place, a_service
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


class _Opened(TimestampSigner):
    """Signs as the forms do, a minute ago."""

    def timestamp(self) -> str:
        return b62_encode(int(time.time() - 60))


def opened() -> str:
    return _Opened(salt="palier.public-form").sign("form")


def asked(*names: str, email: str = "mairie@craon.example") -> tuple[str, list[Place]]:
    """The address of the link sent today to the owner of these old records, and the records."""
    owner: Structure = StructureFactory(name="Commune de Craon")
    actions.add_contact(of=owner, kind=ContactKind.EMAIL, value=email)
    for name in names or ("Médiathèque",):
        a_place(name, owner=owner, phone="02 61 91 00 01")
    old = timezone.now() - timedelta(days=300)
    Place.objects.filter(owner=owner).update(published_at=old)
    ask_for_verification(now=timezone.now())
    request = VerificationRequest.objects.get(structure=owner)
    return f"/verifier/{link_token(request)}/", list(Place.objects.filter(owner=owner).order_by("pk"))


def post(client: Client, address: str, **fields: str) -> HttpResponse:
    response: HttpResponse = client.post(address, {"opened": opened(), **fields}, headers=FROM_HERE)  # type: ignore[assignment]
    return response


def everything() -> list[Any]:
    """All that an answer could change."""
    models = (Place, ContactChannel, Verification, RecordChange, VerificationRequest, VerificationRequestLine)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def typed_as_shown(client: Client, address: str) -> dict[str, str]:
    """What a browser sends of the form if nothing is changed."""
    form = client.get(address).context["form"]
    data = {bound.html_name: str(bound.value() or "") for bound in form}
    del data["is_closed"]
    return {**data, "opened": opened()}


# --- Reading ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-013")
def test_the_link_shows_what_everybody_reads_of_each_place_with_its_owner(client: Client) -> None:
    link, places = asked("Médiathèque", "Mairie annexe")
    actions.verify_place(
        place=places[0], by_label="la coordination", now=timezone.now() - timedelta(days=400)
    )

    said = said_by(client.get(link))

    for words in ("Médiathèque", "Mairie annexe", "12 place du Pilori, 53400 Craon", "02 61 91 00 01"):
        assert words in said
    assert "par la coordination" in said
    assert "Jamais vérifiée par une personne." in said
    assert said.count("Tenue par Commune de Craon.") == 2
    assert said.count("Tout est juste pour") == 2


def test_a_contact_kept_from_the_public_is_not_shown_to_whoever_has_the_link(client: Client) -> None:
    link, (place,) = asked()
    actions.add_contact(
        of=place, kind=ContactKind.EMAIL, value="direction@exemple.example", visibility="PROFESSIONAL"
    )

    form = client.get(f"{link}{place.public_id}/corriger/")
    carried = TimestampSigner(salt="palier.record-seen").unsign_object(form.context["form"]["seen"].value())

    for shown in (client.get(link).content.decode(), form.content.decode(), str(carried)):
        assert "direction@exemple.example" not in shown
    assert "+33261910001" in str(carried)


def test_a_correction_leaves_alone_the_contacts_that_its_author_does_not_see(client: Client) -> None:
    link, (place,) = asked()
    hidden = {"kind": ContactKind.EMAIL, "value": "direction@exemple.example", "visibility": "PROFESSIONAL"}
    actions.add_contact(of=place, **hidden)
    address = f"{link}{place.public_id}/corriger/"
    typed = {**typed_as_shown(client, address), "phone": "02 61 91 00 09", "email": "accueil@exemple.example"}

    client.post(address, {**typed, "save": "1"}, headers=FROM_HERE)

    assert sorted(ContactChannel.objects.filter(place=place).values_list("value", "visibility")) == [
        ("+33261910009", "PUBLIC"),
        ("accueil@exemple.example", "PUBLIC"),
        ("direction@exemple.example", "PROFESSIONAL"),
    ]


def test_scanners_of_mails_that_follow_every_link_change_nothing(client: Client) -> None:
    link, (place,) = asked()
    before = everything()

    for method in (client.get, client.head):
        for end in ("", f"{place.public_id}/juste/", f"{place.public_id}/corriger/"):
            response = method(f"{link}{end}", headers={"User-Agent": "Mail scanner"}, follow=True)  # type: ignore[operator]
            assert response.status_code == 200

    assert everything() == before
    assert client.cookies == {}


def test_pages_of_a_link_are_kept_by_no_cache_and_no_search_engine(client: Client) -> None:
    link, _ = asked()

    response = client.get(link)

    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_places(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    link, _ = asked(*(f"Annexe {n}" for n in range(count)))

    with django_assert_num_queries(4):
        client.get(link)


# --- Confirming -------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-013")
def test_an_owner_confirms_without_account_and_the_public_page_says_so(client: Client) -> None:
    link, (place,) = asked()

    response = post(client, f"{link}{place.public_id}/juste/")

    assert (response.status_code, response.headers["Location"]) == (302, f"{link}#lieu-{place.public_id}")
    assert "Merci, vous avez répondu pour tous vos lieux" in said_by(client.get(link))
    page = said_by(client.get(f"/lieux/{place.public_id}-{place.slug}/"))
    assert "par Commune de Craon, par lien de vérification" in page
    assert "Tenue par Commune de Craon." in page
    assert client.cookies == {}


def test_a_link_answered_for_one_place_still_serves_for_the_others(client: Client) -> None:
    link, (first, second) = asked("Médiathèque", "Mairie annexe")

    post(client, f"{link}{first.public_id}/juste/")
    said = said_by(client.get(link))
    replayed = post(client, f"{link}{first.public_id}/juste/")
    other = post(client, f"{link}{second.public_id}/juste/")

    assert said.count("Tout est juste pour") == 1
    assert replayed.status_code == 409
    assert "Ce lien a déjà servi pour ce lieu" in said_by(replayed)
    assert other.status_code == 302
    assert Verification.objects.count() == 2


# --- Attacks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "{place}/juste/", "{place}/corriger/"])
def test_a_guessed_altered_or_foreign_link_opens_nothing(client: Client, end: str) -> None:
    link, (place,) = asked()
    token = link.split("/")[2]
    public_id, signature = token.split(".")
    end = end.format(place=place.public_id)
    before = everything()

    for guess in (public_id, f"{public_id}.{signature[::-1]}", f"zzzzzzzz.{signature}", f"{token}x", "…"):
        for response in (client.get(f"/verifier/{guess}/{end}"), post(client, f"/verifier/{guess}/{end}")):
            assert response.status_code in (404, 405)
        assert "Rien n’a été changé" in said_by(client.get(f"/verifier/{guess}/{end}"))

    assert everything() == before


def test_the_place_of_another_owner_cannot_be_answered_with_one_s_own_link(client: Client) -> None:
    link, _ = asked()
    neighbour = a_place("La voisine")
    before = everything()

    for response in (
        client.get(f"{link}{neighbour.public_id}/corriger/"),
        post(client, f"{link}{neighbour.public_id}/juste/"),
        post(client, f"{link}{neighbour.public_id}/corriger/", name="Pirate", save="1"),
    ):
        assert response.status_code == 404
        assert "Ce lien n’est pas celui de cette fiche" in said_by(response)

    assert everything() == before


def test_an_expired_link_says_so_and_changes_nothing(client: Client) -> None:
    link, (place,) = asked()
    past = timezone.now() - timedelta(days=1)
    VerificationRequest.objects.update(created_at=past - timedelta(days=60), expires_at=past)
    before = everything()

    for response in (
        client.get(link),
        post(client, f"{link}{place.public_id}/juste/"),
        post(client, f"{link}{place.public_id}/corriger/", name="Trop tard", save="1"),
    ):
        assert response.status_code == 410
        assert "Ce lien ne vaut plus" in said_by(response)

    assert everything() == before


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.example"}]
)
def test_another_site_cannot_answer_in_the_name_of_the_owner(client: Client, headers: dict[str, str]) -> None:
    link, (place,) = asked()

    response = client.post(f"{link}{place.public_id}/juste/", {"opened": opened()}, headers=headers)

    assert response.status_code == 403
    assert VerificationRequestLine.objects.get().is_open


@pytest.mark.parametrize(
    "fields", [{"opened": ""}, {"opened": "form:1abc:x"}, {"site": "https://spam.example"}]
)
def test_a_robot_that_posts_without_reading_the_page_is_refused(
    client: Client, fields: dict[str, str]
) -> None:
    link, (place,) = asked()

    response = post(client, f"{link}{place.public_id}/juste/", **fields)

    assert response.status_code == 422
    assert "envoyez de nouveau" in said_by(response)
    assert VerificationRequestLine.objects.get().is_open


def test_answers_of_one_link_are_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from palier.web.verification import links

    monkeypatch.setattr(links, "ANSWERS_PER_HOUR", 1)
    link, (first, second) = asked("Un", "Deux")

    statuses = [post(client, f"{link}{p.public_id}/juste/").status_code for p in (first, second)]

    assert statuses == [302, 429]
    assert Verification.objects.count() == 1


# --- The code of a letter ---------------------------------------------------------------------------------


def test_the_code_of_a_letter_leads_to_the_link_however_it_is_typed(client: Client) -> None:
    link, _ = asked()
    code = link_code(VerificationRequest.objects.get())

    assert said_by(client.get("/verifier/")).count("Le code de la lettre") == 1
    for typed in (code, code.upper(), code.replace("-", " "), code.replace("-", "").replace("0", "O")):
        assert post(client, "/verifier/", code=typed).headers["Location"] == link


def test_a_wrong_code_opens_nothing_and_trying_many_is_stopped(client: Client, settings: Any) -> None:
    settings.RATE_LIMIT_PUBLIC_POSTS_PER_HOUR = 3
    asked()
    public_id = VerificationRequest.objects.get().public_id

    answers = [post(client, "/verifier/", code=f"{public_id}0000000{n}") for n in range(4)]

    assert [a.status_code for a in answers] == [422, 422, 422, 429]
    assert "Ce code n’est pas le bon" in said_by(answers[0])


# --- Correcting -------------------------------------------------------------------------------------------


def test_a_correction_is_read_back_in_words_before_anything_is_written(client: Client) -> None:
    link, (place,) = asked()
    address = f"{link}{place.public_id}/corriger/"
    typed = typed_as_shown(client, address)
    before = everything()

    response = client.post(
        address,
        {
            **typed,
            "hours": "du mardi au vendredi de 9h à 12h\r\nfermé les jours fériés",
            "phone": "0261910002",
        },
        headers=FROM_HERE,
    )

    said = said_by(response)
    assert response.status_code == 200
    assert "Est-ce bien cela" in said
    assert "du mardi au vendredi : 9 h – 12 h" in said
    assert "téléphone +33261910002" in said
    assert everything() == before


def test_a_correction_by_link_is_shown_at_once_and_counts_as_a_verification(client: Client) -> None:
    link, (place,) = asked()
    service = a_service(place, a_need(), name="Aide", description="Aide aux courriels")
    address = f"{link}{place.public_id}/corriger/"
    typed = typed_as_shown(client, address)
    typed |= {
        "hours": "mardi 9h-12h",
        "phone": "02 61 91 00 02",
        "email": "accueil@exemple.example",
        "website": "craon.example",
        "address": "14 place du Pilori",
        f"service-{service.pk}": "Aide aux courriels et aux démarches",
    }

    checked = client.post(address, typed, headers=FROM_HERE)
    sent_back = {b.html_name: str(b.value() or "") for b in checked.context["form"]}
    del sent_back["is_closed"]
    response = client.post(address, {**sent_back, "save": "1"}, headers=FROM_HERE)

    assert response.status_code == 302
    place.refresh_from_db()
    service.refresh_from_db()
    assert (place.opening_hours, place.address) == ("Tu 09:00-12:00", "14 place du Pilori")
    assert service.description == "Aide aux courriels et aux démarches"
    assert sorted(ContactChannel.objects.filter(place=place).values_list("kind", "value")) == [
        ("EMAIL", "accueil@exemple.example"),
        ("PHONE", "+33261910002"),
        ("WEBSITE", "https://craon.example"),
    ]
    page = said_by(client.get(f"/lieux/{place.public_id}-{place.slug}/"))
    for words in ("02 61 91 00 02", "14 place du Pilori", "par Commune de Craon, par lien de vérification"):
        assert words in page
    assert client.get(f"/api/v1/places/{place.public_id}").json()["opening_hours"] == "Tu 09:00-12:00"
    assert "02 61 91 00 02" in said_by(client.get("/widget/lieux/?besoin=impots&ou=Craon"))
    assert {c.by_label for c in RecordChange.objects.all()} == {
        "Commune de Craon, par lien de vérification (courriel envoyé à m…@craon.example)"
    }


def test_nothing_changed_is_a_confirmation(client: Client) -> None:
    link, (place,) = asked()
    address = f"{link}{place.public_id}/corriger/"
    actions.update_place(
        place=place, now=timezone.now(), opening_hours="Mo-Fr 09:00-12:00,14:00-17:00; PH off"
    )
    typed = typed_as_shown(client, address)

    checked = client.post(address, typed, headers=FROM_HERE)
    response = client.post(address, {**typed, "save": "1"}, headers=FROM_HERE)

    assert "Rien ne change" in said_by(checked)
    assert response.status_code == 302
    assert RecordChange.objects.count() == 0
    assert VerificationRequestLine.objects.get().outcome == "CONFIRMED"


def test_a_place_that_is_no_more_is_closed(client: Client) -> None:
    link, (place,) = asked()
    address = f"{link}{place.public_id}/corriger/"
    typed = {**typed_as_shown(client, address), "is_closed": "on", "name": "Peu importe"}

    checked = client.post(address, typed, headers=FROM_HERE)
    client.post(address, {**typed, "save": "1"}, headers=FROM_HERE)

    assert "fermé définitivement" in said_by(checked)
    assert client.get(f"/lieux/{place.public_id}/").status_code == 404
    assert "n’existe plus" in said_by(client.get(link))
    assert Place.objects.get().name == "Médiathèque"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "obligatoire"),
        ("phone", "abc", "Ce numéro ne peut pas exister"),
        ("email", "pas une adresse", "adresse"),
        ("website", "http://", "URL"),
    ],
)
def test_a_refused_value_is_said_beside_its_field_and_writes_nothing(
    client: Client, field: str, typed: str, sentence: str
) -> None:
    link, (place,) = asked()
    address = f"{link}{place.public_id}/corriger/"
    data = {**typed_as_shown(client, address), field: typed, "save": "1"}
    before = everything()

    response = client.post(address, data, headers=FROM_HERE)

    assert response.status_code == 422
    assert sentence in said_by(response)
    assert everything() == before


def test_hours_that_are_not_understood_are_kept_as_they_were_typed(client: Client) -> None:
    link, (place,) = asked()
    address = f"{link}{place.public_id}/corriger/"
    typed = {**typed_as_shown(client, address), "hours": "quand la cloche sonne"}

    checked = client.post(address, typed, headers=FROM_HERE)
    client.post(address, {**typed, "save": "1"}, headers=FROM_HERE)

    place.refresh_from_db()
    assert "quand la cloche sonne" in said_by(checked)
    assert (place.opening_hours, place.hours_note) == ("", "quand la cloche sonne")


def test_what_somebody_else_changed_meanwhile_is_not_undone(client: Client) -> None:
    link, (place,) = asked()
    address = f"{link}{place.public_id}/corriger/"
    typed = typed_as_shown(client, address)
    actions.update_place(place=place, now=timezone.now(), address="1 rue Neuve", description="Neuf")

    same_field = client.post(address, {**typed, "address": "2 rue Vieille", "save": "1"}, headers=FROM_HERE)
    other_field = client.post(address, {**typed, "name": "Bibliothèque", "save": "1"}, headers=FROM_HERE)

    assert same_field.status_code == 409
    assert "1 rue Neuve" in said_by(same_field)
    assert other_field.status_code == 302
    place.refresh_from_db()
    assert (place.name, place.address, place.description) == ("Bibliothèque", "1 rue Neuve", "Neuf")
