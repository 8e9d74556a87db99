"""The words of the cells: what each code is called, and the code of each word."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from palier.core.text import fold
from palier.directory.editable.reading import need_reference
from palier.directory.models import Audience, Language, Need, Scheme, SpecialSupport, Structure
from palier.territory.models import Commune


@dataclass(frozen=True)
class Words:
    """`texts`: {field: {code: word}} of the lists kept in the database, each word said of one code only.

    `communes` and `structures`: {code: name} of those that the cells may name.
    """

    texts: Mapping[str, Mapping[str, str]]
    communes: Mapping[str, str] = field(default_factory=dict)
    structures: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, name: str, word: str) -> str | None:
        """Return the code of a word of the list `name`, accents and capitals aside; the code itself is a word."""
        known = self.texts.get(name, {})
        if word in known:
            return word
        folded = fold(word)
        return next((code for code, text in known.items() if fold(text) == folded), None)


def words_of(*, communes: Iterable[str], structures: Iterable[str]) -> Words:
    """Return the words of every list, and the names of these communes and structures. Seven queries."""
    needs = Need.objects.filter(framework__is_current=True).select_related("framework")
    return Words(
        {
            "needs": _distinct([(need_reference(n.framework.code, n.code), n.label) for n in needs]),
            "labels": _list(Scheme, "name"),
            "audiences": _list(Audience, "label"),
            "special_supports": _list(SpecialSupport, "label"),
            "languages": _list(Language, "label"),
        },
        dict(Commune.objects.filter(insee_code__in=list(communes)).values_list("insee_code", "name")),
        dict(Structure.objects.filter(public_id__in=list(structures)).values_list("public_id", "name")),
    )


def _list(model: type[Any], column: str) -> dict[str, str]:
    return _distinct(list(model._default_manager.order_by("pk").values_list("code", column)))


def _distinct(rows: list[tuple[str, str]]) -> dict[str, str]:
    """Return {code: word}; a word that two codes share, or that a cell could not hold, gives way to the code."""
    times = Counter(fold(text) for _, text in rows)
    codes = {fold(code) for code, _ in rows}
    return {
        code: text
        if times[fold(text)] == 1 and (fold(text) not in codes or fold(text) == fold(code)) and _fits(text)
        else code
        for code, text in rows
    }


def _fits(text: str) -> bool:
    return bool(fold(text)) and not any(mark in text for mark in ";\n\r|[") and text == text.strip()
