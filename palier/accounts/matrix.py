"""The one matrix profiles × actions, read from `data/permissions.toml`. Pure: decides nothing of a person."""

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from palier.accounts.enums import Profile, Reach

MATRIX_FILE = Path(__file__).parent / "data" / "permissions.toml"


class UnknownAction(Exception):
    """The matrix has no such action: a spelling mistake must not become a refusal nobody notices."""


@cache
def matrix() -> MappingProxyType[str, MappingProxyType[Profile, Reach]]:
    """Return action → profile → how far. A profile that may not is absent. Raises ValueError for an unknown word."""
    return MappingProxyType(
        {
            action: MappingProxyType(
                {Profile(name): Reach(reach) for name, reach in row.items() if name != "label"}
            )
            for action, row in _rows().items()
        }
    )


@cache
def action_labels() -> MappingProxyType[str, str]:
    """Return action → what it is, in French."""
    return MappingProxyType({action: row["label"] for action, row in _rows().items()})


def reach_of(profile: Profile, action: str) -> Reach | None:
    """Return how far `profile` may do `action`; None if it may not. Raises UnknownAction."""
    if action not in matrix():
        raise UnknownAction(action)
    return matrix()[action].get(profile)


def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(MATRIX_FILE.read_text(encoding="utf-8"))
