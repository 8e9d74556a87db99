"""From a person’s words to a need of the framework."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from palier.core.db.vocabulary import suggest_correction
from palier.core.text import STOP_WORDS, fold, stem, stems
from palier.directory.enums import Modality, SchemeKind
from palier.directory.index import INDEX_NAME, MAX_TOKEN_CHARS
from palier.directory.models import Audience, Language, Need, NeedMapping, NeedSynonym, Scheme, SpecialSupport
from palier.directory.models.codelists import FRAMEWORK_CODE


def current_needs() -> QuerySet[Need]:
    """The families of our framework in force, in order, each with `children` prefetched."""
    children = Need.objects.order_by("position", "pk")
    return (
        Need.objects.filter(framework__code=FRAMEWORK_CODE, framework__is_current=True, parent=None)
        .order_by("position", "pk")
        .prefetch_related(Prefetch("children", queryset=children))
    )


def home_needs() -> QuerySet[Need]:
    """The few needs of the first page, in order."""
    return Need.objects.filter(
        framework__code=FRAMEWORK_CODE, framework__is_current=True, on_home=True
    ).order_by("position", "pk")


def need_by_code(code: str) -> Need | None:
    """Return the need of our framework in force with this code, its family at hand."""
    return (
        Need.objects.select_related("parent")
        .filter(framework__code=FRAMEWORK_CODE, framework__is_current=True, code=code)
        .first()
    )


def words_for(need: Need) -> QuerySet[NeedSynonym]:
    """The words that lead to a need, in alphabetical order."""
    return NeedSynonym.objects.filter(need=need).order_by("folded_text", "pk")


def synonym_of(need: Need, pk: int) -> NeedSynonym | None:
    """Return one of the words of a need, None if they are those of another one."""
    return NeedSynonym.objects.select_related("need").filter(need=need, pk=pk).first()


def national_codes(need: Need) -> list[str]:
    """Return the national services that say this need or its family, in order: a wider answer than ours."""
    ours = Q(need=need) | Q(need__parent=need)
    if need.parent_id is not None:
        ours |= Q(need=need.parent_id)
    mapped = NeedMapping.objects.filter(ours).order_by("target__position", "target__pk")
    return list(dict.fromkeys(mapped.values_list("target__code", flat=True)))


@dataclass(frozen=True)
class Understanding:
    """What was understood of the words typed.

    `need` is None when no need says them; `stems` are then what to look for in the index. `corrected` is the
    same text with misspelt words replaced by words of the index, or "".
    """

    text: str
    need: Need | None
    stems: tuple[str, ...]
    corrected: str = ""


def understand(text: str) -> Understanding:
    """Find the need whose label or synonym is in `text`, the longest one first.

    « je voudrais numériser mes vieilles photos » holds « numériser photos ». Raises nothing, whatever the text.
    """
    typed = _tokens(text)
    need = _need_said_by(fold(text), frozenset(typed))
    corrected = "" if need else _corrected(text)
    if corrected:
        need = _need_said_by(fold(corrected), frozenset(_tokens(corrected)))
    return Understanding(text=text, need=need, stems=typed, corrected=corrected)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem[:MAX_TOKEN_CHARS] for stem in stems(text)))


class _Phrase(NamedTuple):
    need_id: int
    stems: frozenset[str]
    folded: str


def _need_said_by(folded: str, typed: frozenset[str]) -> Need | None:
    if not folded:
        return None
    in_force = Q(framework__code=FRAMEWORK_CODE, framework__is_current=True)
    phrases = [
        _phrase(pk, fold(text)) for pk, text in Need.objects.filter(in_force).values_list("pk", "label")
    ]
    synonyms = NeedSynonym.objects.filter(
        need__framework__code=FRAMEWORK_CODE, need__framework__is_current=True
    )
    phrases += [
        _phrase(pk, text) for pk, text in synonyms.order_by("pk").values_list("need_id", "folded_text")
    ]
    said = [p for p in phrases if p.stems and (p.folded == folded or p.stems <= typed)]
    if not said:
        return None
    best = max(said, key=lambda p: (p.folded == folded, len(p.stems), sum(map(len, p.stems)), -p.need_id))
    return Need.objects.select_related("parent").get(pk=best.need_id)


def _phrase(need_id: int, folded: str) -> _Phrase:
    return _Phrase(need_id, _stem_set(folded), folded)


@lru_cache(maxsize=5_000)
def _stem_set(folded: str) -> frozenset[str]:
    """The stems of a folded phrase: pure, and asked for the same seven hundred phrases at each search."""
    return frozenset(stems(folded))


def _corrected(text: str) -> str:
    """Return `text` with unknown words replaced by the nearest word of the index, "" if nothing changes."""
    words = fold(text).split()
    fixed = []
    for word in words:
        if len(word) < 4 or word in STOP_WORDS or word.isdigit():
            fixed.append(word)
        else:
            known = suggest_correction(word, index_name=INDEX_NAME)
            fixed.append(fold(known.word) if known else word)
    same = all(stem(a) == stem(b) for a, b in zip(words, fixed, strict=True))
    return "" if same else " ".join(fixed)


def codelist_choices() -> dict[str, list[tuple[str, str]]]:
    """Return the choices of the search page, (code, label) in order, by list. Four queries."""
    return {
        "audience": list(Audience.objects.values_list("code", "label")),
        "support": list(SpecialSupport.objects.values_list("code", "label")),
        "language": list(Language.objects.values_list("code", "label")),
        "label": list(Scheme.objects.filter(kind=SchemeKind.LABEL).values_list("code", "name")),
        "modality": [(m.value.lower().replace("_", "-"), str(m.label)) for m in Modality],
    }
