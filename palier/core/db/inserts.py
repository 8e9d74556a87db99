"""New rows by the thousand, for imports: what `bulk_create` does without conflicts, in half of its time."""

from collections.abc import Callable, Sequence
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


def insert_all(objects: Sequence[Model]) -> None:
    """Insert new objects of one model, whole or not at all, and set their keys.

    As `bulk_create`: neither `save` nor signals, and related objects that got their key meanwhile are followed.
    Each object must leave its automatic key to the database. Raises IntegrityError as `bulk_create` does.
    """
    if not objects:
        return
    model = type(objects[0])
    alias = router.db_for_write(model)
    connection = connections[alias]
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    readers = [_reader(field, connection) for field in fields]
    rows = [[read(instance) for read in readers] for instance in objects]
    most = (connection.features.max_query_params or _MOST_ROWS * len(fields)) // len(fields)
    size = max(1, min(_MOST_ROWS, most))
    keys: list[Any] = []
    with transaction.atomic(using=alias, savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            batch = rows[start : start + size]
            cursor.execute(_statement(alias, model, len(batch)), [value for row in batch for value in row])
            keys += [key for (key,) in cursor.fetchall()]
    for instance, key in zip(objects, keys, strict=True):
        instance.pk = key
        instance._state.adding, instance._state.db = False, alias


@lru_cache(maxsize=256)
def _statement(alias: str, model: type[Model], count: int) -> str:
    quote = connections[alias].ops.quote_name
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * count)} RETURNING {key}"


def _reader(field: "Field[Any, Any]", connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Return the function that gives the value of `field` as the engine wants it."""
    name = field.attname
    as_is = next((kind for base, kind in _AS_IS if isinstance(field, base)), None)
    has_own_save = type(field).pre_save is not Field.pre_save and getattr(field, "auto_now", False)
    has_own_save = has_own_save or getattr(field, "auto_now_add", False)

    def read(instance: Any) -> Any:
        value = field.pre_save(instance, add=True) if has_own_save else getattr(instance, name)
        if value is None and isinstance(field, models.ForeignKey) and field.is_cached(instance):
            related = field.get_cached_value(instance)
            value = None if related is None else related.pk
            setattr(instance, name, value)
        if type(value) is as_is or (value is None and as_is is not None):
            return value
        return field.get_db_prep_save(value, connection)

    return read
