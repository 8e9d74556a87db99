"""What is forgotten, and when. Each app declares its rules in `retention.py`, found by name.

    register(Rule("opinions", "Les avis sont effacés au bout de deux ans.", forget_old_opinions))

`forget(now)` deletes what is too old and returns how many rows changed; running it twice is harmless. The sentences are
those of the privacy page: a rule that is applied is a rule that is told.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from palier.core.plurals import counted

logger = logging.getLogger("palier.jobs")


class ForgettingFailed(Exception):
    """Some rules could not be applied; the others were. Names them."""


@dataclass(frozen=True)
class Rule:
    """One thing that is forgotten after a time.

    `name`: what is counted, in French (« avis »). `sentence`: what is forgotten and after how long, for the public; a
    function if it depends on settings. `forget(now)`: returns how many rows changed.
    """

    name: str
    sentence: str | Callable[[], str]
    forget: Callable[[datetime], int]

    def told(self) -> str:
        """Return the sentence for the public."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence()


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Declare a rule. Raises ValueError if another one has its name."""
    if rule.name in _rules:
        raise ValueError(f"two retention rules are called {rule.name!r}")
    _rules[rule.name] = rule


def rules() -> list[Rule]:
    """Return every rule declared by an installed app, in the order of their names."""
    _load()
    return [_rules[name] for name in sorted(_rules)]


def sentences() -> list[str]:
    """Return what is forgotten and when, for the privacy page."""
    return [rule.told() for rule in rules()]


def forget_all(*, now: datetime) -> str:
    """Apply every rule, each in its own transaction, and return the counts in one French line.

    A rule that fails does not stop the others. Raises ForgettingFailed at the end if one did.
    """
    counts, failed = [], []
    for rule in rules():
        try:
            with transaction.atomic():
                counts.append(f"{rule.forget(now)} {rule.name}")
        except Exception:
            logger.exception("retention rule failed", extra={"rule": rule.name})
            failed.append(rule.name)
    line = ", ".join(counts)
    if failed:
        raise ForgettingFailed(f"règles en échec : {', '.join(failed)} ; appliquées : {line or 'aucune'}")
    return line


def days(count: int) -> str:
    """Return a number of days in French: « 2 jours »."""
    return counted(count, "jour")


@cache
def _load() -> None:
    from palier.core import forgetting  # noqa: F401  # core’s own rules

    autodiscover_modules("retention")
