"""What the product knows of one person with an account: each app declares it in `personal_data.py`, found by name.

    register(Part("Vos brouillons", collect=drafts_of, forget=forget_drafts_of))

`collect(user_id)` returns plain JSON. `forget(user_id)` deletes or makes anonymous, and returns how many rows changed;
it runs inside the transaction that deletes the account, the highest app first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Part:
    """One thing that an app knows of a person. `title` is French, for the person who reads the file."""

    title: str
    collect: Callable[[int], Any]
    forget: Callable[[int], int]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Declare a part. Raises ValueError if another one has its title."""
    if part.title in _parts:
        raise ValueError(f"two parts are called {part.title!r}")
    _parts[part.title] = part


def collect_all(user_id: int) -> dict[str, Any]:
    """Return everything known of a person, by the title of each part."""
    _load()
    return {part.title: part.collect(user_id) for part in _by_floor()}


def forget_all(user_id: int) -> int:
    """Forget everything of a person, the highest app first. The caller holds a transaction. Returns how many rows."""
    _load()
    return sum(part.forget(user_id) for part in reversed(_by_floor()))


def _by_floor() -> list[Part]:
    """Return the parts, the lowest app first, whatever module was imported first."""
    floors = [config.name for config in apps.get_app_configs()]

    def floor(part: Part) -> int:
        module = f"{part.forget.__module__}."
        return max((n for n, name in enumerate(floors) if module.startswith(f"{name}.")), default=0)

    return sorted(_parts.values(), key=floor)


@cache
def _load() -> None:
    autodiscover_modules("personal_data")
