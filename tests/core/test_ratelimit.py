from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from palier.core.actions import purge_rate_limits
from palier.core.models import RateLimitWindow
from palier.core.ratelimit import take

NOW = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)
IP = "192.0.2.17"


def take_some(count, *, key=IP, scope="feedback", limit=3, window_s=3600, now=NOW):
    return [take(scope, key, limit=limit, window_s=window_s, now=now) for _ in range(count)]


@pytest.mark.django_db
def test_uses_pass_up_to_the_limit():
    assert take_some(5) == [True, True, True, False, False]
    assert RateLimitWindow.objects.get().count == 3


@pytest.mark.django_db
def test_another_person_another_action_and_another_hour_are_counted_apart():
    take_some(4)

    assert take_some(1, key="192.0.2.18") == [True]
    assert take_some(1, scope="report") == [True]
    assert take_some(1, now=NOW + timedelta(minutes=49, seconds=59)) == [False]
    assert take_some(1, now=NOW + timedelta(minutes=50)) == [True]


@pytest.mark.django_db
def test_an_address_is_never_stored_and_cannot_be_followed_to_the_next_day():
    for day in range(2):
        take_some(1, now=NOW + timedelta(days=day))
    take_some(1, scope="report")

    rows = list(RateLimitWindow.objects.values_list("scope", "key_hash", "window_start", "count"))

    assert len({row[1] for row in rows}) == 3
    assert all(len(row[1]) == 64 for row in rows)
    assert IP not in str(rows)


@pytest.mark.django_db
def test_the_fingerprint_needs_the_secret_of_the_site():
    take_some(1)
    with override_settings(SECRET_KEY="another key"):
        take_some(1)

    assert RateLimitWindow.objects.values("key_hash").distinct().count() == 2


@pytest.mark.django_db
def test_a_window_that_crosses_midnight_is_one_window():
    midnight = datetime(2026, 11, 25, tzinfo=UTC)

    before = take_some(3, window_s=7 * 3600, now=midnight - timedelta(minutes=1))
    start = RateLimitWindow.objects.get().window_start
    after = take_some(1, window_s=7 * 3600, now=start + timedelta(hours=6, minutes=59))

    assert start.date() != (start + timedelta(hours=6, minutes=59)).date()
    assert before == [True, True, True]
    assert after == [False]


@pytest.mark.race
@pytest.mark.parametrize("is_there", [False, True])
def test_of_twenty_uses_at_once_five_pass(threads, is_there):
    if is_there:
        assert take("feedback", IP, limit=1, window_s=3600, now=NOW)

    results = threads(20, lambda number: take("feedback", IP, limit=5, window_s=3600, now=NOW))

    assert sum(results) == (4 if is_there else 5)
    assert RateLimitWindow.objects.get().count == 5


@pytest.mark.parametrize(
    ("limit", "window_s", "now"),
    [(0, 60, NOW), (1, 0, NOW), (1, 60, datetime(2026, 11, 24))],  # noqa: DTZ001
)
def test_a_limit_that_means_nothing_is_refused(limit, window_s, now):
    with pytest.raises(ValueError):
        take("feedback", IP, limit=limit, window_s=window_s, now=now)


@pytest.mark.django_db
def test_old_windows_are_purged_and_present_ones_kept():
    take_some(2, now=NOW - timedelta(hours=1))
    take_some(2)

    assert purge_rate_limits(before=NOW - timedelta(minutes=30)) == 1
    assert purge_rate_limits(before=NOW - timedelta(minutes=30)) == 0
    assert take_some(2) == [True, False]
