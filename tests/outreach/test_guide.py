"""Editions of the guide: asked about, frozen for ever, compared, printed, public and reserved fields apart."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.directory import actions as directory
from palier.directory.actions.editing import Author, edit_place
from palier.directory.actions.verification import confirm_by_link
from palier.directory.enums import ChangeVia, ContactKind
from palier.directory.models import ContactChannel, Place, VerificationRequestLine
from palier.outreach import actions, queries
from palier.outreach.enums import Readership
from palier.outreach.guide.comparing import differences
from palier.outreach.models import GuideEdition
from palier.outreach.queries import Answer
from tests.factories.directory import NOW, StructureFactory, a_need, a_place, a_service
from tests.outreach.editions import (
    DESK_PHONE,
    DIRECT_PHONE,
    HELPER,
    MAYENNE,
    NOTE,
    PUBLIC_PHONE,
    an_edition,
    an_offer,
    frozen,
)
from tests.printing.pdf import facts_of, needs_poppler, text_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def said_in(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).replace("\u202f", " ")


def named(content: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in content["entries"]]


def test_a_guide_has_an_entry_per_structure_and_leaves_out_counters_and_other_territories() -> None:
    an_offer()

    edition = frozen()

    assert named(edition.public_content) == ["Atelier du Fil", "Réseau des médiathèques"]
    assert (edition.structure_count, edition.place_count) == (2, 2)


def test_a_structure_that_only_keeps_the_record_of_a_place_is_not_shown_as_running_it() -> None:
    library, _ = an_offer()
    kept = a_place("Café des voisins", owner=library)
    a_service(kept, a_need("wifi", "Le wifi"), name="Wifi")

    assert "Café des voisins" in named(frozen().public_content)


@pytest.mark.requirement("R004-177")
def test_public_and_reserved_fields_are_kept_apart_and_those_of_coordination_nowhere() -> None:
    an_offer()

    edition = frozen()

    public, professional = said_in(edition.public_content), said_in(edition.professional_content)
    assert [PUBLIC_PHONE in said for said in (public, professional)] == [True, True]
    for reserved in (DIRECT_PHONE, NOTE, HELPER):
        assert (reserved in public, reserved in professional) == (False, True), reserved
    assert (DESK_PHONE in public, DESK_PHONE in professional) == (False, False)


@needs_poppler
@pytest.mark.requirement("R004-179", "R004-180")
def test_the_print_has_contents_entries_indexes_page_numbers_and_tags(tmp_path: Path) -> None:
    an_offer()

    edition = frozen()

    pdf = queries.print_of(edition, Readership.PROFESSIONAL)
    assert pdf is not None
    said = text_of(pdf, tmp_path)
    for part in (
        "Sommaire",
        "Index par besoin",
        "Index par commune",
        "Réparer mon ordinateur",
        "2 structures",
    ):
        assert part in said, part
    for reserved in (PUBLIC_PHONE, DIRECT_PHONE, NOTE, HELPER, "du lundi au vendredi"):
        assert reserved in " ".join(said.split()), reserved
    facts = facts_of(pdf, tmp_path)
    assert (facts["Tagged"], facts["Page size"], facts["Title"]) == (
        "yes", "595.276 x 841.89 pts (A4)", "Guide du numérique 2026",
    )  # fmt: skip
    assert int(facts["Pages"]) >= 5
    index = said[said.rindex("Index par commune") :]
    assert "Craon\nRéseau des médiathèques " in index


@needs_poppler
@pytest.mark.requirement("R004-177")
def test_the_public_print_holds_no_reserved_field(tmp_path: Path) -> None:
    an_offer()

    pdf = queries.print_of(frozen(), Readership.PUBLIC)

    assert pdf is not None
    said = " ".join(text_of(pdf, tmp_path).split())
    assert PUBLIC_PHONE in said
    assert [word for word in (DIRECT_PHONE, DESK_PHONE, NOTE, HELPER) if word in said] == []


def test_without_a_public_edition_there_is_no_public_print() -> None:
    an_offer()

    edition = frozen(with_public=False)

    assert queries.print_of(edition, Readership.PUBLIC) is None
    assert queries.frozen_edition(MAYENNE, 2026, readership=Readership.PUBLIC) is None
    assert queries.frozen_edition(MAYENNE, 2026, readership=Readership.PROFESSIONAL) == edition


@pytest.mark.requirement("R004-176")
def test_what_changes_later_never_reaches_a_frozen_edition() -> None:
    library, place = an_offer()
    edition = frozen()
    before = [said_in(edition.public_content), said_in(edition.professional_content)]
    prints = [queries.print_of(edition, readership) for readership in Readership]

    edit_place(
        place=place, values={"name": "Autre nom"}, author=Author(label="x"), via=ChangeVia.FORM, now=LATER
    )
    ContactChannel.objects.filter(structure=library).delete()
    directory.close_place(place=place, now=LATER)
    with pytest.raises(actions.AlreadyFrozen):
        actions.freeze_edition(edition=edition, with_public=False, now=LATER)
    with pytest.raises(actions.AlreadyFrozen):
        actions.ask_structures(edition=edition, now=LATER)

    stored = GuideEdition.objects.get()
    assert [said_in(stored.public_content), said_in(stored.professional_content)] == before
    assert [queries.print_of(stored, readership) for readership in Readership] == prints
    assert (stored.frozen_at, stored.has_public_edition) == (NOW, True)


def test_a_worker_killed_between_two_steps_is_taken_over_and_the_content_stays_that_of_the_first_day() -> (
    None
):
    _, place = an_offer()
    edition = an_edition()
    actions.start_freezing(edition=edition, with_public=True, now=NOW)
    assert actions.freeze_some(edition_id=edition.pk, now=NOW)
    assert actions.freeze_some(edition_id=edition.pk, now=NOW)
    edit_place(
        place=place, values={"name": "Autre nom"}, author=Author(label="x"), via=ChangeVia.FORM, now=NOW
    )
    edition.refresh_from_db()
    assert (queries.steps_of(edition), edition.is_frozen) == ((2, 3), False)
    assert queries.frozen_edition(MAYENNE, 2026, readership=Readership.PROFESSIONAL) is None

    with pytest.raises(actions.AlreadyFrozen):  # the worker may still be at it
        actions.start_freezing(edition=edition, with_public=False, now=NOW + timedelta(minutes=1))
    actions.start_freezing(edition=edition, with_public=False, now=LATER)
    while actions.freeze_some(edition_id=edition.pk, now=LATER):
        pass

    edition.refresh_from_db()
    assert (edition.is_frozen, edition.frozen_at, edition.prints.count()) == (True, NOW, 2)
    assert "Autre nom" not in said_in(edition.public_content)
    assert not actions.freeze_some(edition_id=edition.pk, now=LATER)
    assert edition.prints.count() == 2


def test_a_guide_whose_last_record_goes_before_the_worker_comes_is_prepared_again() -> None:
    an_offer()
    edition = an_edition()
    actions.start_freezing(edition=edition, with_public=True, now=NOW)
    for shown in Place.objects.all():
        directory.close_place(place=shown, now=NOW)

    assert not actions.freeze_some(edition_id=edition.pk, now=NOW)
    assert GuideEdition.objects.get().status == "CAMPAIGN"


@pytest.mark.requirement("R004-180")
def test_an_edition_says_what_changed_since_the_one_before() -> None:
    _, place = an_offer()
    frozen(2024)
    directory.add_contact(of=place, kind=ContactKind.EMAIL, value="craon@exemple.example")
    directory.close_place(place=Place.objects.get(name="Atelier du Fil"), now=NOW)
    fresh = a_place("Le Relais", insee_code="53130")
    a_service(fresh, a_need("wifi", "Le wifi"), name="Wifi")
    newcomer = a_place("Le Phare", insee_code="53130", owner=StructureFactory(name="Le Phare"))

    since = frozen(2026).public_content["since"]

    assert (since["year"], since["count"]) == (2024, 2)
    assert [row["name"] for row in since["added"]] == ["Le Phare", "Le Relais"]
    assert [row["name"] for row in since["gone"]] == ["Atelier du Fil"]
    assert [(row["name"], row["what"]) for row in since["changed"]] == [
        ("Réseau des médiathèques", ["contacts"])
    ]
    assert newcomer.owner is not None


def test_a_reserved_change_is_told_to_professionals_only() -> None:
    _, place = an_offer()
    frozen(2024)
    ContactChannel.objects.filter(place=place, visibility="PROFESSIONAL").delete()

    edition = frozen(2026)

    assert edition.public_content["since"]["changed"] == []
    assert [row["what"] for row in edition.professional_content["since"]["changed"]] == [["contacts"]]


def test_the_first_edition_compares_with_nothing_and_a_later_year_is_no_previous_edition() -> None:
    an_offer()
    frozen(2028)

    assert frozen(2026).public_content["since"] is None


def test_the_same_entries_differ_in_nothing() -> None:
    an_offer()
    entries = frozen().professional_content["entries"]

    assert differences(entries, entries) == {"added": [], "gone": [], "changed": []}


# --- The campaign -----------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-176")
def test_a_campaign_asks_every_structure_of_the_territory_and_follows_answers() -> None:
    an_offer()
    edition = an_edition()
    assert {row.answer for row in queries.answers_of(edition, now=NOW)} == {Answer.NOT_ASKED}

    asked = actions.ask_structures(edition=edition, now=NOW)
    again = actions.ask_structures(edition=edition, now=NOW)

    assert (asked.mails, asked.letters, asked.places, again.places) == (1, 1, 2, 0)
    assert [sent.to for sent in mail.outbox] == [["reseau@exemple.example"]]
    line = VerificationRequestLine.objects.get(place__name="Médiathèque de Craon")
    confirm_by_link(line=line, now=LATER)
    followed = queries.answers_of(edition, now=LATER)
    assert [(row.name, row.answer, row.verified, row.by) for row in followed] == [
        ("Atelier du Fil", Answer.WAITING, 0, "lettre"),
        ("Réseau des médiathèques", Answer.ANSWERED, 1, "courriel"),
    ]


def test_a_record_verified_just_before_the_campaign_is_asked_about_all_the_same() -> None:
    _, place = an_offer()
    directory.verify_place(place=place, by_label="la mairie", now=NOW - timedelta(days=2))
    edition = an_edition()

    asked = actions.ask_structures(edition=edition, now=NOW)

    assert asked.places == 2
    assert {row.answer for row in queries.answers_of(edition, now=NOW)} == {Answer.WAITING}


@pytest.mark.parametrize("count", [1, 3])
def test_following_answers_costs_two_queries_however_many_structures(
    django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        a_place(f"Lieu {number}", owner=StructureFactory())
    edition = an_edition()
    actions.ask_structures(edition=edition, now=NOW)

    with django_assert_num_queries(2):
        assert len(queries.answers_of(edition, now=NOW)) == count


# --- Refusals ---------------------------------------------------------------------------------------------


def test_there_is_one_edition_a_year_for_a_territory() -> None:
    an_offer()
    an_edition()

    with pytest.raises(actions.EditionExists):
        an_edition()


@pytest.mark.parametrize("wrong", [{"territory": "departement:00"}, {"year": 1200}, {"title": ""}])
def test_an_edition_of_no_territory_no_year_or_no_title_is_refused(wrong: dict[str, Any]) -> None:
    an_offer()

    with pytest.raises(ValidationError):
        an_edition(**wrong)


def test_a_guide_of_nothing_is_not_frozen() -> None:
    a_place("Mairie de Craon")
    edition = an_edition()

    with pytest.raises(actions.NothingToPrint):
        actions.freeze_edition(edition=edition, with_public=True, now=NOW)
    with pytest.raises(actions.NothingToPrint):
        actions.directory_of(territory=MAYENNE, now=NOW)

    assert not GuideEdition.objects.get().is_frozen


@pytest.mark.parametrize(
    "wrong",
    [{"status": "FROZEN"}, {"frozen_at": NOW}, {"title": ""}, {"status": "FREEZING"}],
    ids=["undated", "not frozen", "untitled", "printed by nobody"],
)
def test_the_database_refuses_a_frozen_edition_without_a_day_and_the_reverse(wrong: dict[str, Any]) -> None:
    an_offer()
    edition = an_edition()

    with pytest.raises(IntegrityError), transaction.atomic():
        GuideEdition.objects.filter(pk=edition.pk).update(**wrong)


# --- Sheets and directories -------------------------------------------------------------------------------


@needs_poppler
def test_the_directory_of_a_collectivite_says_when_each_record_was_verified(tmp_path: Path) -> None:
    _, place = an_offer()
    directory.verify_place(place=place, by_label="la mairie", now=NOW)

    pdf = actions.directory_of(territory="commune:53084", now=NOW)

    said = " ".join(text_of(pdf, tmp_path).split())
    assert "24 novembre 2026" in said
    assert "Médiathèque de Craon" in said
    assert [word for word in (DIRECT_PHONE, "Atelier du Fil", NOTE) if word in said] == []
    assert facts_of(pdf, tmp_path)["Tagged"] == "yes"
