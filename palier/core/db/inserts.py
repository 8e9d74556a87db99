"""New rows by the thousand, for imports: what `bulk_create` does without conflicts, in half of its time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

_MOST_ROWS = 200
# Values of exactly these types go to both engines as they are; any other (enum member, lazy text) is prepared.
_AS_IS: tuple[tuple[type[Any], type[Any]], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.ForeignKey, int),
    (models.IntegerField, int),
    (models.FloatField, float),
    (models.BooleanField, bool),
)


def insert_all(objects: Sequence[Model], *, update_on: str = "") -> None:
    """Insert new objects of one model, whole or not at all, and set their keys.

    As `bulk_create`: neither `save` nor signals, and related objects that got their key meanwhile are followed.
    Each object must leave its automatic key to the database. `update_on`: a unique column; the row that holds the
    same value takes the new ones. Raises IntegrityError as `bulk_create` does.
    """
    if not objects:
        return
    model = type(objects[0])
    alias = router.db_for_write(model)
    fields = _fields(model)
    readers = [_reader(field, connections[alias]) for field in fields]
    rows = [[read(instance) for read in readers] for instance in objects]
    keys = _write(alias, _Insert(model, tuple(fields), update_on, returns_keys=True), rows)
    for instance, key in zip(objects, keys, strict=True):
        instance.pk = key
        instance._state.adding, instance._state.db = False, alias


def insert_values(
    model: type[Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert rows of plain values, whole or not at all: for many small rows that nobody needs as objects.

    `columns`: names as on the objects (`place_id`, `kind`); the other fields take their default. `ignore_conflicts`:
    a row already there is left as it is. Raises IntegrityError otherwise.
    """
    if not rows:
        return
    alias = router.db_for_write(model)
    fields = _fields(model)
    given = [next(field for field in fields if field.attname == name) for name in columns]
    others = [field for field in fields if field not in given]
    prepare = [_preparer(field, connections[alias]) for field in given]
    defaults = [field.get_db_prep_save(field.get_default(), connections[alias]) for field in others]
    found = [[*(ready(value) for ready, value in zip(prepare, row, strict=True)), *defaults] for row in rows]
    insert = _Insert(model, (*given, *others), "", ignores_conflicts=ignore_conflicts)
    _write(alias, insert, found)


@dataclass(frozen=True, slots=True)
class _Insert:
    """What a statement writes, and what it does of a row that is already there."""

    model: type[Model]
    fields: "tuple[Field[Any, Any], ...]"
    update_on: str = ""
    ignores_conflicts: bool = False
    returns_keys: bool = False


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]


def _write(alias: str, insert: _Insert, rows: Sequence[Sequence[Any]]) -> list[Any]:
    connection, width = connections[alias], len(insert.fields)
    most = (connection.features.max_query_params or _MOST_ROWS * width) // width
    size = max(1, min(_MOST_ROWS, most))
    keys: list[Any] = []
    with transaction.atomic(using=alias, savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            batch = rows[start : start + size]
            cursor.execute(_statement(alias, insert, len(batch)), [value for row in batch for value in row])
            if insert.returns_keys:
                keys += [key for (key,) in cursor.fetchall()]
    return keys


@lru_cache(maxsize=256)
def _statement(alias: str, insert: _Insert, count: int) -> str:
    quote = connections[alias].ops.quote_name
    names = [quote(str(field.column)) for field in insert.fields]
    one = f"({', '.join(['%s'] * len(names))})"
    table, key = quote(insert.model._meta.db_table), quote(str(insert.model._meta.pk.column))
    told = f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([one] * count)}"
    if insert.ignores_conflicts:
        told += " ON CONFLICT DO NOTHING"
    if insert.update_on:
        taken = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name != quote(insert.update_on))
        told += f" ON CONFLICT ({quote(insert.update_on)}) DO UPDATE SET {taken}"
    return told + (f" RETURNING {key}" if insert.returns_keys else "")


def _reader(field: "Field[Any, Any]", connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Return the function that gives the value of `field` as the engine wants it."""
    name, prepared = field.attname, _preparer(field, connection)
    has_own_save = type(field).pre_save is not Field.pre_save and (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )
    relation = field if isinstance(field, models.ForeignKey) else None

    def read(instance: Any) -> Any:
        value = field.pre_save(instance, add=True) if has_own_save else getattr(instance, name)
        if value is None and relation is not None and relation.is_cached(instance):
            related = relation.get_cached_value(instance)
            value = None if related is None else related.pk
            setattr(instance, name, value)
        return prepared(value)

    return read


def _preparer(field: "Field[Any, Any]", connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    as_is = next((kind for base, kind in _AS_IS if isinstance(field, base)), None)

    def prepared(value: Any) -> Any:
        if type(value) is as_is or (value is None and as_is is not None):
            return value
        return field.get_db_prep_save(value, connection)

    return prepared
