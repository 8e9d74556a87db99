"""What to look for in a full-text index, and how each engine spells it. Pure: no Django.

A token is [a-z0-9_], 64 characters at most: words are folded and stemmed by `core.text`, facets are codes
such as `n_mailbox` or `d53`. Anything else is refused, so a query text can be built by joining tokens.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"[a-z0-9_]{1,64}")

Phrase = tuple[str, ...]  # stems that must all be there, in any order
Group = tuple[Phrase, ...]  # synonyms: one phrase of them is enough


def _checked(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return `tokens` as a tuple. Raises ValueError for an empty tuple or anything that is not a token."""
    checked = tuple(tokens)
    if not checked:
        raise ValueError("a group of tokens cannot be empty")
    for token in checked:
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"not a search token: {token!r}")
    return checked


@dataclass(frozen=True)
class Match:
    """The rows to find: every group of words AND every group of facets.

    `all_of`: groups joined by AND; in a group, phrases joined by OR; in a phrase, stems joined by AND, each
    of them anywhere in the text columns. A plain string stands for a phrase of one stem.
    `prefix_last`: the last stem of each phrase of the last group may be the beginning of a word.
    `facets_all`: groups joined by AND; in a group, facet tokens joined by OR.
    An empty match finds every row. Raises ValueError when built from anything but tokens.
    """

    all_of: Sequence[Sequence[str | Sequence[str]]] = ()
    prefix_last: bool = False
    facets_all: Sequence[Sequence[str]] = ()

    def __post_init__(self) -> None:
        if any(isinstance(group, str) for group in (*self.all_of, *self.facets_all)):
            raise ValueError(
                "a group is a list of alternatives, not a string"
            )  # whose letters would be taken
        groups = tuple(
            tuple(_checked([phrase] if isinstance(phrase, str) else phrase) for phrase in group)
            for group in self.all_of
        )
        if not all(groups):
            raise ValueError("a group of words cannot be empty")
        object.__setattr__(self, "all_of", groups)
        object.__setattr__(self, "facets_all", tuple(_checked(group) for group in self.facets_all))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of words, normalised to tuples."""
        return self.all_of  # type: ignore[return-value]  # __post_init__ made them so

    @property
    def is_empty(self) -> bool:
        """True if nothing is asked: every row answers."""
        return not self.all_of and not self.facets_all


def _words(match: Match, *, word: Callable[[str, bool], str], both: str, either: str) -> str:
    """Join the groups of words of `match`; `word(stem, is_prefix)` spells one of them."""
    groups = match.groups
    spelled_groups = []
    for number, group in enumerate(groups, start=1):
        is_last = match.prefix_last and number == len(groups)
        phrases = [
            both.join(word(stem, is_last and at == len(phrase)) for at, stem in enumerate(phrase, start=1))
            for phrase in group
        ]
        spelled_groups.append(either.join(f"({phrase})" for phrase in phrases))
    return both.join(f"({group})" for group in spelled_groups)


def fts5_query(match: Match, *, columns: Sequence[str], facets: str) -> str:
    """Return `match` in the language of SQLite’s FTS5. Raises ValueError for an empty match, which has no text."""
    if match.is_empty:
        raise ValueError("an empty match cannot be written for FTS5")
    words = _words(
        match, word=lambda stem, prefix: f'"{stem}" *' if prefix else f'"{stem}"', both=" AND ", either=" OR "
    )
    parts = [f"{{{' '.join(columns)}}} : ({words})"] if words else []
    for group in match.facets_all:
        tokens = " OR ".join(f'"{token}"' for token in group)
        parts.append(f"{facets} : ({tokens})")
    return " AND ".join(f"({part})" for part in parts)


FACET_MARK = "="  # no word holds it: keeps facets and words apart in one vector, without weights to look up


def ts_query(match: Match) -> str:
    """Return `match` as the text of a PostgreSQL tsquery, to be cast and never parsed by `to_tsquery`.

    Facets carry FACET_MARK, in the vector too. Weights are not asked for: the GIN index holds none, and
    PostgreSQL would read each row again to check them.
    """
    words = _words(
        match, word=lambda stem, prefix: f"'{stem}':*" if prefix else f"'{stem}'", both=" & ", either=" | "
    )
    parts = [words] if words else []
    for group in match.facets_all:
        parts.append(" | ".join(f"'{FACET_MARK}{token}'" for token in group))
    return " & ".join(f"({part})" for part in parts)


def ts_rank_query(match: Match) -> str:
    """Return the words of `match` joined by OR, as the text of a tsquery: the more are there, the better."""
    groups = match.groups
    spelled = {f"'{stem}'" for group in groups for phrase in group for stem in phrase}
    if match.prefix_last and groups:
        spelled |= {f"'{phrase[-1]}':*" for phrase in groups[-1]}
    return " | ".join(sorted(spelled))


def group_words(
    stems: Sequence[str], *, synonyms: Mapping[Phrase, Sequence[Phrase]] | None = None
) -> list[list[Phrase]]:
    """Return `Match.all_of` for the stems a person typed, in order, each with its synonyms.

    `synonyms` maps a phrase (« cart gris ») to others that mean the same. The longest phrase that starts at
    a word wins; its stems make one group. A word without synonym is a group by itself. Repeated groups are
    kept once, so that « mail mail » costs nothing more.
    """
    known = synonyms or {}
    longest = max((len(phrase) for phrase in known), default=1)
    groups: list[list[Phrase]] = []
    at = 0
    while at < len(stems):
        for length in range(min(longest, len(stems) - at), 0, -1):
            phrase = tuple(stems[at : at + length])
            if length == 1 or phrase in known:
                break
        group = [phrase, *(other for other in known.get(phrase, ()) if other != phrase)]
        if group not in groups:
            groups.append(group)
        at += len(phrase)
    return groups
