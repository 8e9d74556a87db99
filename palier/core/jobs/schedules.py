"""When a job is due. Pure: the clock is passed in, hours are those of the site’s time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from django.utils.timezone import get_default_timezone

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Schedule(Protocol):
    """The due times of a job."""

    @property
    def label(self) -> str:
        """Say in French when the job runs."""

    @property
    def waits_first(self) -> bool:
        """Whether a job that never ran waits for its hour, rather than running when the site is first started."""

    def slot(self, now: datetime) -> datetime:
        """Return the last due time at or before `now` (aware, UTC)."""

    def following(self, slot: datetime) -> datetime:
        """Return the due time after `slot` (aware, UTC)."""


@dataclass(frozen=True)
class Every:
    """Every so many minutes, counted from midnight of 1 January 1970 (UTC)."""

    minutes: int
    waits_first = False

    @property
    def label(self) -> str:
        """Say in French when the job runs."""
        return "chaque minute" if self.minutes == 1 else f"toutes les {self.minutes} minutes"

    def slot(self, now: datetime) -> datetime:
        """Return the last due time at or before `now`."""
        seconds = int(now.timestamp())
        return datetime.fromtimestamp(seconds - seconds % (60 * self.minutes), tz=UTC)

    def following(self, slot: datetime) -> datetime:
        """Return the due time after `slot`."""
        return slot + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class _OnDays:
    """At one hour (« 03:15 ») of some days. An hour that a change of clocks skips or repeats is due once."""

    at: str
    waits_first = True

    def _is_due_on(self, day: date) -> bool:
        return True

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time.fromisoformat(self.at), get_default_timezone()).astimezone(UTC)

    def slot(self, now: datetime) -> datetime:
        """Return the last due time at or before `now`."""
        day = now.astimezone(get_default_timezone()).date()
        while not (self._is_due_on(day) and self._moment(day) <= now):
            day -= timedelta(days=1)
        return self._moment(day)

    def following(self, slot: datetime) -> datetime:
        """Return the due time after `slot`."""
        day = slot.astimezone(get_default_timezone()).date()
        while not (self._is_due_on(day) and self._moment(day) > slot):
            day += timedelta(days=1)
        return self._moment(day)


@dataclass(frozen=True)
class Daily(_OnDays):
    """Every day."""

    @property
    def label(self) -> str:
        """Say in French when the job runs."""
        return f"chaque jour à {self.at}"


@dataclass(frozen=True)
class Weekly(_OnDays):
    """One day of the week: 0 is Monday."""

    weekday: int = 0

    @property
    def label(self) -> str:
        """Say in French when the job runs."""
        return f"chaque {WEEKDAYS[self.weekday]} à {self.at}"

    def _is_due_on(self, day: date) -> bool:
        return day.weekday() == self.weekday


@dataclass(frozen=True)
class Monthly(_OnDays):
    """One day of the month, 1 to 28. Raises ValueError for a day that some months do not have."""

    day: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 28:
            raise ValueError("day is 1 to 28: every month has it")

    @property
    def label(self) -> str:
        """Say in French when the job runs."""
        return f"le {'1er' if self.day == 1 else self.day} du mois à {self.at}"

    def _is_due_on(self, day: date) -> bool:
        return day.day == self.day
