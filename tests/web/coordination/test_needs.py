"""`/coordination/besoins/`: needs renamed, said otherwise, put out of scope; search follows at once."""

import pytest
from django.test import Client

from palier.directory import actions, queries
from palier.directory.models import Need, NeedSynonym, SearchDoc
from tests.cast import over, person
from tests.factories.directory import NOW, a_need, a_place, a_service, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

HERE = "/coordination/besoins/"


@pytest.fixture
def alice(client: Client) -> Client:
    commune("53084")
    over("departement:53", person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def texts(**changes: str) -> dict[str, str]:
    return {"label": "Mes impôts", "description": "", "is_in_scope": "on", "out_of_scope_text": "", **changes}


def test_only_coordination_edits_needs(client: Client) -> None:
    need = a_need("impots", "Mes impôts", "déclaration")
    words = NeedSynonym.objects.get()
    over("departement:53", person("Alice"), "coordinator")
    over("departement:53", person("Bob"), "contributor")

    for name in ("Bob", "Charlie"):
        client.force_login(person(name))
        assert [
            client.get(HERE).status_code,
            client.post(f"{HERE}impots/", texts(label="Volé")).status_code,
            client.post(f"{HERE}impots/mots/", {"text": "volé"}).status_code,
            client.post(f"{HERE}impots/mots/enlever/", {"mots": str(words.pk)}).status_code,
        ] == [403, 403, 403, 403]
    client.force_login(person("Alice"))

    assert client.get(HERE).status_code == 200
    need.refresh_from_db()
    assert (need.label, need.edited_at, NeedSynonym.objects.count()) == ("Mes impôts", None, 1)


def test_a_need_renamed_is_searched_by_its_new_name_at_once(alice: Client) -> None:
    need = a_need("impots", "Mes impôts")
    place = a_place()
    a_service(place, need)

    alice.post(f"{HERE}impots/", texts(label="Ma feuille verte"))

    need.refresh_from_db()
    assert (need.label, need.edited_by) == ("Ma feuille verte", person("Alice"))
    assert "feuil" in SearchDoc.objects.get(place=place).body
    assert queries.understand("ma feuille verte").need == need
    assert "Modifié le" in said_by(alice.get(f"{HERE}impots/"))


def test_words_added_lead_to_the_need_and_words_removed_no_longer_do(alice: Client) -> None:
    need = a_need("impots", "Mes impôts", "tiers provisionnel")

    alice.post(f"{HERE}impots/mots/", {"text": "ma feuille verte"})
    alice.post(
        f"{HERE}impots/mots/enlever/", {"mots": str(NeedSynonym.objects.get(text="tiers provisionnel").pk)}
    )

    assert queries.understand("ma feuille verte").need == need
    assert queries.understand("tiers provisionnel").need is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Écrivez des mots"), ("!!", "Écrivez des mots"), ("Ma BOITE mail", "mènent déjà à")],
)
def test_words_that_cannot_lead_there_are_refused_with_a_sentence(
    alice: Client, text: str, sentence: str
) -> None:
    a_need("impots", "Mes impôts")
    a_need("boite-mail", "Mes courriels", "ma boîte mail")

    page = alice.post(f"{HERE}impots/mots/", {"text": text}, follow=True)

    assert sentence in said_by(page)
    assert NeedSynonym.objects.count() == 1


def test_a_need_we_do_not_answer_says_what_to_do_instead(alice: Client) -> None:
    need = a_need("reparer", "Réparer")

    silent = alice.post(f"{HERE}reparer/", texts(label="Réparer", is_in_scope=""))
    alice.post(
        f"{HERE}reparer/", texts(label="Réparer", is_in_scope="", out_of_scope_text="Voyez un réparateur.")
    )

    need.refresh_from_db()
    assert (silent.status_code, need.is_in_scope, need.out_of_scope_text) == (
        422,
        False,
        "Voyez un réparateur.",
    )
    assert "Voyez un réparateur." in said_by(alice.get("/chercher/?besoin=reparer&ou=Craon"))


def test_two_needs_never_have_the_same_name(alice: Client) -> None:
    a_need("impots", "Mes impôts")
    a_need("caf", "La CAF")

    page = alice.post(f"{HERE}caf/", texts(label="Mes impôts"))

    assert page.status_code == 422
    assert Need.objects.get(code="caf").label == "La CAF"


def test_the_words_of_an_edited_need_outlive_the_files_of_the_next_version(alice: Client) -> None:
    actions.load_codelists(on=NOW.date())
    need = Need.objects.get(framework__code="besoins", code="impots")
    synonym = need.synonyms.first()
    assert synonym is not None
    alice.post(f"{HERE}impots/", texts(label="Ma feuille verte"))
    alice.post(f"{HERE}impots/mots/enlever/", {"mots": str(synonym.pk)})

    actions.load_codelists(on=NOW.date())

    need.refresh_from_db()
    assert need.label == "Ma feuille verte"
    assert not need.synonyms.filter(text=synonym.text).exists()


def test_the_words_of_another_need_are_not_removed_from_here(alice: Client) -> None:
    a_need("impots", "Mes impôts")
    a_need("caf", "La CAF", "allocations")

    assert (
        alice.post(f"{HERE}impots/mots/enlever/", {"mots": str(NeedSynonym.objects.get().pk)}).status_code
        == 404
    )
    assert NeedSynonym.objects.count() == 1
