"""The words of the field, read once from data/words.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Words:
    """All folded. `phrases` and `kinds` are word sequences; `mixes`, `moving` name kinds.
    `types`: codes of the national schema that are compared."""

    abbreviations: dict[str, tuple[str, ...]]
    phrases: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    ignored: frozenset[str]
    plain: frozenset[str]
    right: frozenset[str]
    kinds: dict[str, tuple[tuple[str, ...], ...]]
    mixes: frozenset[str]
    moving: frozenset[str]
    akin: tuple[frozenset[str], ...]
    street_types: frozenset[str]
    street_abbreviations: dict[str, tuple[str, ...]]
    vague_streets: frozenset[str]
    mail_domains: frozenset[str]
    hosts: frozenset[str]
    types: tuple[str, ...]


@cache
def words() -> Words:
    """Return the vocabulary."""
    text = (files("palier.linkage") / "data" / "words.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    phrases = [(tuple(old.split()), tuple(new.split())) for old, new in said["phrases"].items()]
    return Words(
        abbreviations={old: tuple(new.split()) for old, new in said["abbreviations"].items()},
        phrases=tuple(sorted(phrases, key=lambda pair: -len(pair[0]))),
        ignored=frozenset(said["ignored"]["words"]),
        plain=frozenset(said["ignored"]["plain"]),
        right=frozenset(said["ignored"]["right"]),
        kinds={kind: tuple(tuple(p.split()) for p in found) for kind, found in said["kinds"].items()},
        mixes=frozenset(said["kinds_apart"]["mixes"]),
        moving=frozenset(said["kinds_apart"]["moving"]),
        akin=tuple(map(frozenset, said["kinds_apart"]["akin"])),
        street_types=frozenset(said["addresses"]["types"]),
        street_abbreviations={
            old: tuple(new.split()) for old, new in said["addresses"]["abbreviations"].items()
        },
        vague_streets=frozenset(said["addresses"]["vague"]),
        mail_domains=frozenset(said["contacts"]["mail_domains"]),
        hosts=frozenset(said["contacts"]["hosts"]),
        types=tuple(said["types"]["compared"]),
    )
