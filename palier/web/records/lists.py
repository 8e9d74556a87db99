"""What forms offer to choose from."""

from collections.abc import Iterable
from typing import Any

from palier.directory import permissions, queries
from palier.directory.queries import keeping
from palier.directory.queries.standing import Standing

Choices = list[tuple[str, str]]


def structures_for(standing: Standing, action: str, *, also: Iterable[str | None] = ()) -> Choices:
    """Return the structures of somebody’s perimeter, with those the record says already."""
    return keeping.structure_choices(permissions.structures_within(standing, action), also=also)


def own_structures(standing: Standing) -> Choices:
    """Return the structures in whose name somebody creates places."""
    ids = [held.structure_id for held in standing.structures_for("create_record") if held.place_id is None]
    return keeping.structure_choices_among(ids)


def need_choices(*, also: Iterable[str] = ()) -> list[Any]:
    """Return the needs by family, as `directory.editable` writes them; then those of other lists, said already."""
    families: list[Any] = []
    known: set[str] = set()
    for family in queries.current_needs():
        group = [
            (f"{family.framework.code}/{need.code}", need.label)
            for need in (family, *family.children.all())
            if need.is_in_scope
        ]
        known |= {reference for reference, _label in group}
        if group:
            families.append((family.label, group))
    others = keeping.need_labels([reference for reference in also if reference not in known])
    return [*families, *([("Dit autrement, par une liste nationale", others)] if others else [])]


def service_lists(*, needs: Iterable[str] = ()) -> dict[str, Any]:
    """Return the lists of the form of a service."""
    lists = queries.codelist_choices()
    return {
        "needs": need_choices(also=needs),
        "audiences": lists["audience"],
        "special_supports": lists["support"],
        "languages": lists["language"],
    }


def label_choices(*, also: Iterable[str] = ()) -> Choices:
    """Return the labels of places, with those said already."""
    known = queries.codelist_choices()["label"]
    codes = {code for code, _name in known}
    return [*known, *keeping.scheme_names([code for code in also if code not in codes])]
