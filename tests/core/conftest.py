"""A small corpus of invented places, indexed once per test process on the engine under test."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.db import connection, models
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps

from palier.core.db.search import FullTextIndex
from palier.core.search import Match

INDEX = FullTextIndex(
    table="core_test_doc", key="place_id", columns={"name": 8.0, "commune": 4.0, "body": 1.0}, facets="facets"
)

# Words of help, and those on which engines are known to stumble: codes, numbers, operators.
_NAMES = ("mair", "mediathequ", "conseil", "numer", "cafe", "atel", "franc", "3e5b", "2a", "1e5", "a_b")
_COMMUNES = ("laval", "angers", "saint", "etien", "53000", "49100", "chateau", "gontier", "2b", "mayen")
_BODY = (
    *(
        "mail",
        "photo",
        "cart",
        "gris",
        "ordinat",
        "smartphon",
        "impot",
        "permis",
        "conduir",
        "scann",
        "budget",
    ),
    *(
        "internet",
        "intern",
        "interphon",
        "n",
        "mailbox",
        "d53",
        "free",
        "007",
        "12",
        "12b",
        "3e",
        "5b",
        "inf",
    ),
    *("nan", "and", "or", "not", "near", "null"),
)
_FACETS = ("n_mailbox", "n_mail", "n_tax", "d53", "d49", "d2a", "free", "walk_in", "lang_ar")


@dataclass(frozen=True)
class Row:
    """What is stored for one document."""

    key: int
    name: str
    commune: str
    body: str
    facets: str

    @property
    def words(self) -> set[str]:
        return {*self.name.split(), *self.commune.split(), *self.body.split()}


def make_rows(count: int, *, seed: int) -> list[Row]:
    """Return `count` invented documents; their keys leave holes."""
    rng = random.Random(seed)

    def some(words: Sequence[str], least: int, most: int) -> str:
        return " ".join(rng.choices(words, k=rng.randint(least, most)))

    return [
        Row(3 * n + 1, some(_NAMES, 1, 4), some(_COMMUNES, 1, 3), some(_BODY, 0, 12), some(_FACETS, 0, 5))
        for n in range(count)
    ]


def expected_keys(rows: list[Row], match: Match) -> set[int]:
    """Say in plain Python which rows answer `match`: the meaning that both engines must have."""

    def has(row: Row, stem: str, *, prefix: bool) -> bool:
        return any(w.startswith(stem) for w in row.words) if prefix else stem in row.words

    def answers(row: Row) -> bool:
        for number, group in enumerate(match.groups, start=1):
            last = match.prefix_last and number == len(match.groups)
            if not any(
                all(has(row, stem, prefix=last and at == len(p)) for at, stem in enumerate(p, start=1))
                for p in group
            ):
                return False
        facets = set(row.facets.split())
        return all(facets & set(group) for group in match.facets_all)

    return {row.key for row in rows if answers(row)}


def run_operations(index: FullTextIndex, *, forwards: bool) -> None:
    """Run the migration operations of `index` as a migration would, in either direction."""
    state = ProjectState()
    with connection.schema_editor(atomic=True) as editor:
        for operation in index.operations():
            run = operation.database_forwards if forwards else operation.database_backwards
            run("core", editor, state, state)


@pytest.fixture(scope="session")
def doc_model() -> type[models.Model]:
    """A model over the table of the index, unknown to the rest of the project."""
    with isolate_apps("palier.core"):

        class Doc(models.Model):
            place_id = models.BigIntegerField(primary_key=True)
            name = models.TextField()
            commune = models.TextField()
            body = models.TextField()
            facets = models.TextField()

            class Meta:
                app_label = "core"
                db_table = INDEX.table

    return Doc


@pytest.fixture(scope="session")
def corpus(django_db_setup, django_db_blocker, doc_model) -> Iterator[list[Row]]:
    """600 documents: half are there before the index is built, half are written after."""
    rows = make_rows(600, seed=1)
    docs = [
        doc_model(place_id=r.key, name=r.name, commune=r.commune, body=r.body, facets=r.facets) for r in rows
    ]
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(doc_model)
        doc_model.objects.bulk_create(docs[:300])
        run_operations(INDEX, forwards=True)
        doc_model.objects.bulk_create(docs[300:])
    yield rows
    with django_db_blocker.unblock():
        run_operations(INDEX, forwards=False)
        with connection.schema_editor() as editor:
            editor.delete_model(doc_model)


Found = Callable[[Match], set[int]]


@pytest.fixture
def found(db, corpus) -> Found:
    """Return the keys that the index finds, all of them, ranked then made a set."""

    def find(match: Match) -> set[int]:
        keys = INDEX.search(match, limit=10_000)
        assert len(keys) == len(set(keys))
        return set(keys)

    return find


@pytest.fixture
def test_database_url(transactional_db: None) -> str:
    """The address of the database under test, for a process of its own. Nothing else may hold a transaction."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = f"?host={values['OPTIONS'].get('host') or values['HOST']}"
    port = f"&port={values['PORT']}" if values["PORT"] else ""
    password = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    return f"postgres://{quote(values['USER'])}{password}@/{values['NAME']}{host}{port}"
