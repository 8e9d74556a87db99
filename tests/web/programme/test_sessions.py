"""Planning a session through its pages: made in few fields, changed, moved, cancelled, given with others."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import CreditRole, FormatKind, SessionStatus
from palier.agenda.models import Session, SessionTemplate
from palier.directory.actions import load_codelists
from tests.cast import TODAY, at, person
from tests.factories.agenda import a_format, a_session, a_shipped_format
from tests.factories.directory import NOW, StructureFactory
from tests.web.programme.planning import a_library, as_planner, owner_of, planned, soon

pytestmark = pytest.mark.django_db


def _when(days: int = 10, start: str = "14:00", end: str = "16:00") -> dict[str, str]:
    return {"on": f"{soon(days):%Y-%m-%d}", "start": start, "end": end}


def _page(client: Client, session: Session, path: str = "") -> Any:
    return client.get(f"/programme/seances/{session.public_id}/{path}")


def _send(client: Client, session: Session, path: str, data: dict[str, Any] | None = None) -> Any:
    return client.post(f"/programme/seances/{session.public_id}/{path}", data or {}, follow=True)


# --- The list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_sessions(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    place = a_library()
    as_planner(client, place)
    for n in range(count):
        planned(place, title=f"Café {n}", days=10 + n)
    client.get("/programme/")

    with django_assert_num_queries(12):
        page = client.get("/programme/")

    assert page.text.count('class="link" href="/programme/seances/') == count


def test_the_list_is_filtered_by_words_state_format_place_and_period(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    planned(place, title="Café d’été")
    planned(place, title="Brouillon d’hiver", published=False)
    planned(place, FormatKind.DISCOVERY, title="Découverte")
    planned(a_library("Ailleurs"), title="Pas la nôtre")

    def titles(query: str) -> list[str]:
        text = client.get(f"/programme/?{query}").text
        return [
            t for t in ("Café d’été", "Brouillon d’hiver", "Découverte", "Pas la nôtre") if f">{t}<" in text
        ]

    assert titles("") == ["Café d’été", "Brouillon d’hiver", "Découverte"]
    assert titles("q=ete") == ["Café d’été"]
    assert titles("etat=DRAFT") == ["Brouillon d’hiver"]
    assert titles("format=discovery") == ["Découverte"]
    assert titles(f"lieu={place.public_id}") == ["Café d’été", "Brouillon d’hiver", "Découverte"]
    assert titles("quand=past") == []


# --- A new one ------------------------------------------------------------------------------------------------


def test_the_format_is_chosen_first_with_what_it_is_in_a_sentence(client: Client) -> None:
    load_formats()
    as_planner(client, a_library())

    page = client.get("/programme/nouvelle/")

    assert 'href="/programme/nouvelle/digital-cafe/"' in page.text
    assert "on cherche les réponses ensemble" in page.text


def test_a_cafe_is_made_and_published_with_a_day_and_two_hours(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()

    page = client.post(
        "/programme/nouvelle/digital-cafe/",
        {**_when(), "place": place.public_id, "publish": "1"},
        follow=True,
    )

    session = Session.objects.get()
    assert (session.status, session.organiser, session.capacity_max) == ("PUBLISHED", owner_of(place), None)
    assert session.starts_at == soon()
    assert session.ends_at - session.starts_at == timedelta(hours=2)
    assert "La séance est enregistrée." in page.text


def test_a_cafe_has_no_field_for_a_closed_theme_nor_a_level(client: Client) -> None:
    as_planner(client, a_library())
    a_format()

    page = client.get("/programme/nouvelle/digital-cafe/")

    assert 'name="theme"' not in page.text
    assert 'name="level"' not in page.text
    assert 'name="hook_theme"' in page.text


def test_what_is_missing_is_said_and_the_session_stays_a_draft(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format(FormatKind.SCHOOL, needs_school_level=True, counts_heads_only=True, theme_rule="REQUIRED")
    a_format(FormatKind.TALK, needs_speaker=True, theme_rule="REQUIRED")

    refused = client.post("/programme/nouvelle/school/", {**_when(), "place": place.public_id})
    assert refused.status_code == 422
    assert "school_level" in refused.context["form"].errors
    client.post(
        "/programme/nouvelle/talk/",
        {
            **_when(),
            "place": place.public_id,
            "theme": "Les mots de passe",
            "speaker": "Inès Roux",
            "publish": "1",
        },
    )

    talk = Session.objects.get()
    assert (talk.status, talk.credits.get().name, talk.credits.get().role) == (
        "PUBLISHED",
        "Inès Roux",
        "SPEAKER",
    )


def test_the_end_comes_after_the_start(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()

    page = client.post("/programme/nouvelle/digital-cafe/", {**_when(end="14:00"), "place": place.public_id})

    assert page.status_code == 422
    assert "La fin doit venir après le début." in page.text


def test_an_hour_of_the_night_when_clocks_change_is_said(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    when = {"on": "2027-10-31", "start": "02:30", "end": "04:00"}

    page = client.post("/programme/nouvelle/digital-cafe/", {**when, "place": place.public_id}, follow=True)

    assert "vient deux fois" in page.text


def test_a_session_somewhere_else_needs_to_say_where(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()

    nowhere = client.post("/programme/nouvelle/digital-cafe/", {**_when(), "place": "ailleurs"})
    unknown = client.post(
        "/programme/nouvelle/digital-cafe/", {**_when(), "place": "ailleurs", "commune": "Zzyx"}
    )
    client.post(
        "/programme/nouvelle/digital-cafe/",
        {**_when(), "place": "ailleurs", "online_url": "https://visio.exemple.example/cafe"},
    )

    assert "Dites où" in nowhere.text
    assert "n’est pas reconnue" in unknown.text
    assert Session.objects.get().place is None


def test_a_place_that_is_not_ones_own_cannot_be_posted(client: Client) -> None:
    as_planner(client, a_library())
    a_format()
    other = a_library("Ailleurs")

    page = client.post("/programme/nouvelle/digital-cafe/", {**_when(), "place": other.public_id})

    assert page.status_code == 422
    assert not Session.objects.exists()


def test_a_session_is_made_from_a_template_with_its_words_and_its_source(client: Client) -> None:
    as_planner(client, a_library())
    thematic = a_format(FormatKind.THEMATIC, theme_rule="REQUIRED")
    template = SessionTemplate.objects.create(
        format=thematic, title="Ma radio", interests="La radio", source_name="Bib’ d’à côté", created_at=NOW
    )

    page = client.get(f"/programme/nouvelle/thematic/?modele={template.pk}")

    assert 'value="Ma radio"' in page.text
    assert "de Bib’ d’à côté" in page.text
    assert "Partir de : La radio" in page.text


# --- Changed --------------------------------------------------------------------------------------------------


def _edit(session: Session, **values: Any) -> dict[str, Any]:
    return {
        "title": session.title,
        "registration_mode": session.registration_mode,
        "answer_hours": "24",
        "capacity_max": "10",
        "price_text": "gratuit",
        "revision": str(session.revision),
        **values,
    }


@pytest.mark.requirement("R001-022")
def test_words_topics_and_level_of_a_workshop_are_changed(client: Client) -> None:
    load_codelists(on=TODAY)
    place = a_library()
    as_planner(client, place)
    session = planned(place, FormatKind.DISCOVERY)
    said = _edit(
        session, level="ADVANCED", topics=["bureautique", "image", "mise-en-page"], title="Mettre en page"
    )

    page = _send(client, session, "modifier/", said)

    session.refresh_from_db()
    assert (session.level, session.title, session.revision) == ("ADVANCED", "Mettre en page", 1)
    assert sorted(session.topics.values_list("code", flat=True)) == ["bureautique", "image", "mise-en-page"]
    assert "perfectionnement" in page.text
    assert "Bureautique" in page.text


def test_a_form_shown_before_somebody_elses_change_is_not_written(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    Session.objects.filter(pk=session.pk).update(revision=3)

    page = _send(client, session, "modifier/", _edit(session, title="Trop tard"))

    session.refresh_from_db()
    assert session.title != "Trop tard"
    assert "Quelqu’un a modifié cette séance" in page.text


def test_a_session_is_moved_and_says_that_people_are_told(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    assert "prévenues aussitôt" in _page(client, session, "deplacer/").text

    _send(client, session, "deplacer/", {**_when(12), "place": place.public_id, "revision": "0"})

    session.refresh_from_db()
    assert (session.starts_at, session.revision) == (soon(12), 1)


def test_a_session_is_cancelled_with_its_reason(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    assert client.post(f"/programme/seances/{session.public_id}/annuler/", {"reason": ""}).status_code == 422

    page = _send(client, session, "annuler/", {"reason": "Salle inondée"})

    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED
    assert "Salle inondée" in page.text
    assert "annuler/" not in page.text


def test_a_draft_is_published_or_dropped(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    first, second = planned(place, published=False), planned(place, published=False)

    _send(client, first, "publier/")
    _send(client, second, "supprimer/")

    assert [(s.pk, s.status) for s in Session.objects.all()] == [(first.pk, "PUBLISHED")]
    assert "Seul un brouillon" in _send(client, first, "supprimer/").text


def test_a_session_is_done_again_another_day_and_kept_as_a_template(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place, hook_theme="Les photos")

    _send(client, session, "refaire/", _when(38))
    page = _send(client, session, "modele/")

    copy = Session.objects.exclude(pk=session.pk).get()
    assert (copy.starts_at, copy.hook_theme, copy.status) == (soon(38), "Les photos", "DRAFT")
    assert SessionTemplate.objects.get().structure == owner_of(place)
    assert "Le modèle est gardé" in page.text


def test_a_talk_is_drawn_from_a_cafe(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    cafe = planned(place)
    a_format(FormatKind.TALK, needs_speaker=True, theme_rule="REQUIRED", capacity_max=60)
    assert "En tirer : conférence" in _page(client, cafe).text

    _send(
        client,
        cafe,
        "decliner/talk/",
        {**_when(20), "theme": "L’IA", "speaker": "Inès", "capacity_max": "80"},
    )

    talk = Session.objects.exclude(pk=cafe.pk).get()
    assert (talk.theme, talk.capacity_max, talk.title) == ("L’IA", 80, "conférence : L’IA")
    assert [r.other for r in cafe.related.all()] == [talk]
    assert client.get(f"/programme/seances/{cafe.public_id}/decliner/digital-cafe/").status_code == 404


@pytest.mark.requirement("R004-109")
def test_a_talk_is_marked_open_to_all_without_anything_required(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    cafe = planned(place)
    a_format(FormatKind.TALK, needs_speaker=True, theme_rule="REQUIRED")

    _send(
        client,
        cafe,
        "decliner/talk/",
        {**_when(20), "theme": "L’IA", "speaker": "Inès", "is_open_to_all": "on"},
    )

    assert Session.objects.exclude(pk=cafe.pk).get().is_open_to_all


# --- With whom ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-043")
def test_colleagues_of_several_structures_are_credited_each_with_theirs(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    StructureFactory(name="Mission locale du Sud")
    alice = {"colleague": str(person("Alice").pk), "role": "FACILITATOR", "is_public": "on"}
    bob = {"name": "Bob", "structure": "mission locale", "role": "FACILITATOR", "is_public": "on"}

    for data in (alice, bob):
        _send(client, session, "personnes/", data)

    credited = {c.name: c.structure.name for c in session.credits.all() if c.structure}
    assert credited == {"Alice": "Médiathèque de Craon", "Bob": "Mission locale du Sud"}
    public = client.get(f"/seances/{session.public_id}/").text
    assert "Mission locale du Sud" in public
    assert "Bob" in public


@pytest.mark.requirement("R003-025")
def test_two_user_experts_who_agreed_are_shown_to_the_staff_and_on_the_page_if_they_like(
    client: Client,
) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    paul = {"name": "Paul", "role": "EXPERT_USER", "has_agreed": "on", "is_public": "on"}
    awa = {"name": "Awa", "role": "EXPERT_USER", "has_agreed": "on"}

    refused = client.post(
        f"/programme/seances/{session.public_id}/personnes/", {"name": "Paul", "role": "EXPERT_USER"}
    )
    pages = [_send(client, session, "personnes/", data) for data in (paul, awa, {**awa, "name": "Léo"})]

    assert "Demandez d’abord son accord" in refused.text
    assert "Deux usagers experts au plus" in pages[-1].text
    assert [c.name for c in session.credits.all()] == ["Paul", "Awa"]
    staff = _page(client, session).text
    assert ("Paul" in staff, "Awa" in staff) == (True, True)
    public = client.get(f"/seances/{session.public_id}/").text
    assert "Paul" in public
    assert "Awa" not in public


def test_a_structure_that_is_unknown_or_doubtful_is_asked_again(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    for name in ("Mission locale du Nord", "Mission locale du Sud"):
        StructureFactory(name=name)
    url = f"/programme/seances/{session.public_id}/personnes/"

    doubt = client.post(url, {"partner-structure": "mission locale", "partner-role": "RELAY"})
    nothing = client.post(url, {"partner-structure": "xylophone", "partner-role": "RELAY"})
    client.post(url, {"partner-structure": "Mission locale du Sud", "partner-role": "RELAY"})

    assert "Plusieurs structures répondent" in doubt.text
    assert "Aucune structure de ce nom" in nothing.text
    assert [str(p) for p in session.partners.all()] == ["Mission locale du Sud (relaie l’information)"]


def test_documents_and_other_sessions_are_laid_on_the_table_and_taken_off(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session, other = planned(place), planned(place, title="L’atelier d’après", days=20)

    page = _send(
        client, session, "documents/", {"kind": "PRESS", "title": "Un magazine", "reference": "n° 12"}
    )
    assert "Un magazine" in page.text
    assert "L’atelier d’après" in page.text
    page = _send(client, session, "documents/seance/", {"autre": other.public_id})
    assert "Retirer" in page.text
    assert "Choisissez une séance" in _send(client, session, "documents/seance/", {"autre": "zzzzzzzz"}).text

    _send(client, session, f"retirer/document/{session.documents.get().pk}/")
    _send(client, session, f"retirer/seance/{session.related.get().pk}/")
    assert not session.documents.exists()
    assert not session.related.exists()


def test_people_and_partners_are_taken_away(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    _send(client, session, "personnes/", {"name": "Paul", "role": "HOST"})

    _send(client, session, f"retirer/personne/{session.credits.get().pk}/")

    assert not session.credits.exists()
    assert client.post(f"/programme/seances/{session.public_id}/retirer/rien/1/").status_code == 404


# --- Proposed -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-192")
def test_a_session_is_proposed_elsewhere_then_accepted_or_not_with_a_word(client: Client) -> None:
    host, own = a_library(), a_library("Mission locale")
    as_planner(client, own, "Bob", "digital_adviser")
    a_format()
    found = client.get("/programme/proposer/?q=craon")
    assert "Médiathèque de Craon" in found.text

    sent = client.post(
        f"/programme/proposer/?lieu={host.public_id}&format=digital-cafe",
        {**_when(), "place": host.public_id},
        follow=True,
    )
    session = Session.objects.get()
    assert session.status == SessionStatus.PROPOSED
    assert "La proposition est envoyée à Médiathèque de Craon." in sent.text
    assert "Accepter" not in sent.text
    assert client.get(f"/seances/{session.public_id}/").status_code == 404

    alice = as_planner(Client(), host)
    assert "Mission locale la propose" in _page(alice, session).text
    assert "Dites pourquoi" in _send(alice, session, "repondre/", {"refuse": "1"}).text
    _send(alice, session, "repondre/", {"accept": "1", "mot": "Avec plaisir"})

    session.refresh_from_db()
    assert (session.status, session.answer_text) == (SessionStatus.DRAFT, "Avec plaisir")
    assert "Quelqu’un de votre structure" in _send(alice, session, "repondre/", {"accept": "1"}).text
    assert session.credits.get().role == CreditRole.FACILITATOR


def test_a_role_at_one_place_only_proposes_for_no_structure(client: Client) -> None:
    host, own = a_library(), a_library("Mission locale")
    at(owner_of(own), person("Bob"), "librarian", place=own)
    client.force_login(person("Bob"))
    a_format()

    page = client.get(f"/programme/proposer/?lieu={host.public_id}&format=digital-cafe")

    assert "Il vous faut une structure" in page.text


@pytest.mark.requirement("R004-041")
def test_a_large_event_has_co_organisers_and_counts_heads_without_registrations(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    shipped = a_shipped_format(FormatKind.EVENT)
    event = a_session(format=shipped, place=place, starts_at=soon(), title="Numérique en fête")
    StructureFactory(name="Mission locale du Sud")

    said = {"partner-structure": "Mission locale du Sud", "partner-role": "CO_ORGANISER"}
    _send(client, event, "personnes/", said)

    assert "on compte les têtes" in _page(client, event).text
    public = client.get(f"/seances/{event.public_id}/").text
    assert "Mission locale du Sud" in public
    assert "inscription/" not in public


def test_pages_say_nothing_is_left_to_do_on_a_session_that_is_over(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place, days=-10)

    page = _page(client, session)

    assert session.ends_at < timezone.now()
    assert "Annuler la séance" not in page.text
