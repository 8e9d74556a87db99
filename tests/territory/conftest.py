from datetime import UTC, datetime

import pytest


@pytest.fixture(scope="session")
def now_of_tests() -> datetime:
    return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
