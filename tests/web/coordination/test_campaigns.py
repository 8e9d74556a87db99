"""Identification campaigns: made for a territory, filled, marked in one gesture, taken away as CSV."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from palier.directory.actions import campaigns as actions
from palier.directory.enums import CampaignLineStatus
from palier.directory.models import CampaignLine, IdentificationCampaign
from tests.cast import over, person
from tests.factories.directory import StructureFactory, a_place, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

HERE = "/coordination/campagnes/"
MAYENNE = "departement:53"
JANUARY = date(2026, 1, 5)


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice coordinates the Mayenne."""
    commune("53084")
    over(MAYENNE, person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def a_campaign(territory: str = MAYENNE, text: str = "") -> IdentificationCampaign:
    commune("53084")
    campaign = actions.create_campaign(
        name="Bibliothèques", territory=territory, by=person("Alice"), starts_on=JANUARY
    )
    actions.add_lines(campaign=campaign, text=text)
    return campaign


@pytest.mark.requirement("R004-123")
def test_a_campaign_is_run_from_its_beginning_to_its_answers(alice: Client) -> None:
    form = {"name": "Bibliothèques", "territory": MAYENNE, "starts_on": "2026-01-05", "ends_on": ""}
    alice.post(HERE, form)
    campaign = IdentificationCampaign.objects.get()
    alice.post(
        f"{HERE}{campaign.pk}/ajouter/",
        {"text": "Bibliothèque de Craon ; Craon ; 02 61 91 00 10\nLe Petit Banc\nLa Poste\nMairie"},
    )
    lines = {line.name: line.pk for line in CampaignLine.objects.all()}

    for name, status in {
        "Bibliothèque de Craon": "CONFIRMED",
        "Le Petit Banc": "CONTACTED",
        "La Poste": "REFUSED",
    }.items():
        alice.post(f"{HERE}lignes/{lines[name]}/", {"statut": status, "note": f"Vu : {name}"})

    today = timezone.localdate()
    rows = CampaignLine.objects.values_list("name", "status", "contacted_on", "answered_on")
    assert list(rows) == [
        ("Bibliothèque de Craon", "CONFIRMED", today, today),
        ("Le Petit Banc", "CONTACTED", today, None),
        ("La Poste", "REFUSED", today, today),
        ("Mairie", "TO_CONTACT", None, None),
    ]
    said = said_by(alice.get(f"{HERE}{campaign.pk}/"))
    assert "2 réponses sur 4." in said
    assert "Vu : Le Petit Banc" in said
    listed = said_by(alice.get(HERE))
    assert "1 confirmée, 1 ne souhaite pas, 1 contactée, 1 à contacter" in listed
    assert "1 confirmée sur 4" in said_by(alice.get("/coordination/"))


@pytest.mark.requirement("R004-123")
def test_only_who_runs_campaigns_in_the_territory_sees_or_changes_one(client: Client) -> None:
    campaign = a_campaign(text="Le Petit Banc")
    commune("53084")
    commune("49007")
    line = CampaignLine.objects.get()
    over(MAYENNE, person("Alice"), "coordinator")
    over("departement:49", person("Bob"), "coordinator")
    gestures = {
        f"{HERE}{campaign.pk}/ajouter/": {"text": "Autre"},
        f"{HERE}lignes/{line.pk}/": {"statut": "REFUSED"},
        HERE: {"name": "X", "territory": MAYENNE, "starts_on": "2026-01-05"},
    }

    for name in ("Bob", "Charlie"):
        client.force_login(person(name))
        reads = [client.get(f"{HERE}{campaign.pk}{end}").status_code for end in ("/", "/liste.csv")]
        writes = [client.post(path, data).status_code for path, data in gestures.items()]
        assert (reads, set(writes) <= {403, 422}) == ([403, 403], True)
        assert f"{HERE}{campaign.pk}/" not in client.get(HERE).text
    client.force_login(person("Alice"))

    assert client.get(f"{HERE}{campaign.pk}/").status_code == 200
    line.refresh_from_db()
    assert (line.status, CampaignLine.objects.count(), IdentificationCampaign.objects.count()) == (
        "TO_CONTACT",
        1,
        1,
    )


def test_pasted_lines_name_a_commune_once_and_are_never_added_twice() -> None:
    commune("53084")
    campaign = a_campaign()
    text = "Bibliothèque\tCraon\tcontact@exemple.example\n\nbibliotheque\t53400\nBibliothèque\nMairie ; Zzyx"

    pasted = actions.add_lines(campaign=campaign, text=text)

    assert pasted == actions.Pasted(added=3, already_there=1, not_found=("Zzyx",))
    assert actions.add_lines(campaign=campaign, text=text).added == 0
    rows = CampaignLine.objects.values_list("name", "commune__name", "contact")
    assert list(rows) == [
        ("Bibliothèque", "Craon", "contact@exemple.example"),
        ("Bibliothèque", None, ""),
        ("Mairie", None, ""),
    ]


def test_known_structures_of_the_territory_are_added_once(alice: Client) -> None:
    seated = StructureFactory(name="Association d’ici", commune=commune("53084"))
    keeper = StructureFactory(name="Réseau venu d’ailleurs", commune=commune("49007"))
    a_place("Antenne", owner=keeper)
    StructureFactory(name="Association d’Angers", commune=commune("49007"))
    campaign = a_campaign()

    for _ in range(2):
        alice.post(f"{HERE}{campaign.pk}/ajouter/", {"quoi": "connues"})

    assert set(CampaignLine.objects.values_list("structure", flat=True)) == {seated.pk, keeper.pk}
    assert CampaignLine.objects.count() == 2


def test_a_line_put_back_forgets_its_dates_and_an_answer_keeps_the_first_contact() -> None:
    a_campaign(text="Le Petit Banc")
    line = CampaignLine.objects.get()
    actions.mark_line(line=line, status=CampaignLineStatus.CONTACTED, on=JANUARY)
    actions.mark_line(line=line, status=CampaignLineStatus.CONFIRMED, on=date(2026, 2, 1))
    answered = (line.contacted_on, line.answered_on)

    actions.mark_line(line=line, status=CampaignLineStatus.TO_CONTACT, on=date(2026, 3, 1))

    assert answered == (JANUARY, date(2026, 2, 1))
    assert (line.contacted_on, line.answered_on) == (None, None)


def test_a_line_is_taken_off(alice: Client) -> None:
    campaign = a_campaign(text="Le Petit Banc\nLa Poste")
    line = CampaignLine.objects.get(name="La Poste")

    alice.post(f"{HERE}lignes/{line.pk}/", {"retirer": "1"})

    assert list(campaign.lines.values_list("name", flat=True)) == ["Le Petit Banc"]


def test_the_list_is_filtered_by_status(alice: Client) -> None:
    campaign = a_campaign(text="Le Petit Banc\nLa Poste")
    actions.mark_line(
        line=campaign.lines.get(name="La Poste"), status=CampaignLineStatus.CONTACTED, on=JANUARY
    )

    said = said_by(alice.get(f"{HERE}{campaign.pk}/?statut=contacted"))

    assert ("La Poste" in said, "Le Petit Banc" in said) == (True, False)


def test_the_csv_holds_every_line_and_no_formula(alice: Client) -> None:
    campaign = a_campaign(text="Bibliothèque;Craon;02 61 91 00 10\n=HYPERLINK(1)")
    actions.mark_line(line=campaign.lines.first(), status=CampaignLineStatus.CONTACTED, on=JANUARY)  # type: ignore[arg-type]

    text = alice.get(f"{HERE}{campaign.pk}/liste.csv").content.decode("utf-8-sig")

    assert text.splitlines() == [
        "nom;commune;code_insee;contact;statut;contactee_le;repondu_le;note",
        "Bibliothèque;Craon;53084;02 61 91 00 10;contactée;2026-01-05;;",
        "'=HYPERLINK(1);;;;à contacter;;;",
    ]


@pytest.mark.parametrize("territory", ["departement:00", "n’importe quoi"])
def test_a_campaign_is_over_a_territory_that_exists(territory: str) -> None:
    with pytest.raises(ValidationError):
        a_campaign(territory)


def test_a_campaign_ends_after_it_begins(alice: Client) -> None:
    form = {"name": "X", "territory": MAYENNE, "starts_on": "2026-01-05", "ends_on": "2025-01-01"}

    answer = alice.post(HERE, form)

    assert (answer.status_code, "La fin vient après le début" in said_by(answer)) == (422, True)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_campaigns_cost_the_same_however_many_lines(
    alice: Client, count: int, django_assert_num_queries: Any
) -> None:
    campaign = a_campaign(text="\n".join(f"Lieu {n} ; Craon" for n in range(count)))
    for number in range(count - 1):
        a_campaign(text=f"Autre {number}")

    with django_assert_num_queries(12):
        alice.get(HERE)
    with django_assert_num_queries(9):
        alice.get(f"{HERE}{campaign.pk}/")
