"""Related rows for thousands of objects: `prefetch_related` without a QuerySet made for each object.

What is attached is read with `.all()` as usual, and is a plain list: filtering it again is an error, not a query.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

_LISTED = "_attached_rows"


def attach(objects: Sequence[Model], name: str, rows: "QuerySet[Any]") -> list[Any]:
    """Attach to each object its `rows` under the relation `name`, and return them all. One query.

    The same object may be there twice, as two instances. Order is that of `rows`.
    """
    if not objects:
        return []
    prefetch_related_objects(list(objects), Prefetch(name, queryset=rows, to_attr=_LISTED))
    found: list[Any] = []
    for instance in objects:
        own: list[Any] = instance.__dict__.pop(_LISTED)
        _cache_of(instance)[name] = own
        found += own
    return found


def attach_shared(objects: Sequence[Model], name: str, known: Mapping[int, Model]) -> None:
    """Attach the rows of a many-to-many relation out of `known`, by id and in the order of `known`. One query.

    Each row is one instance shared by all: for short lists that many objects refer to.
    """
    if not objects:
        return
    relation: Any = type(objects[0])._meta.get_field(name)
    through, source, target = (
        relation.remote_field.through,
        relation.m2m_field_name(),
        relation.m2m_reverse_field_name(),
    )
    pairs = through._default_manager.filter(**{f"{source}__in": [o.pk for o in objects]})
    ids: dict[int, set[int]] = defaultdict(set)
    for owner, row_id in pairs.values_list(f"{source}_id", f"{target}_id"):
        ids[owner].add(row_id)
    ranks = {pk: rank for rank, pk in enumerate(known)}
    for instance in objects:
        own: Iterable[int] = sorted(ids.get(instance.pk, ()), key=ranks.__getitem__)
        _cache_of(instance)[name] = [known[pk] for pk in own]


def _cache_of(instance: Any) -> dict[str, Any]:
    """Where Django keeps what `prefetch_related` read."""
    if not hasattr(instance, "_prefetched_objects_cache"):
        instance._prefetched_objects_cache = {}
    cache: dict[str, Any] = instance._prefetched_objects_cache
    return cache
