"""One thing that fails does not keep the others from being done, and is seen."""

import logging

import pytest

from palier.core.jobs import each_apart
from palier.core.jobs.apart import SomeFailed


def test_each_row_is_done_and_what_they_did_is_added_up() -> None:
    assert each_apart([1, 2, 3], lambda row: row) == 6


def test_a_row_that_fails_is_told_once_the_others_are_done(caplog: pytest.LogCaptureFixture) -> None:
    done = []

    def do(row: int) -> int:
        done.append(row)
        return 6 // row

    with caplog.at_level(logging.ERROR), pytest.raises(SomeFailed, match="1 en échec, 9 faits"):
        each_apart([0, 1, 2], do)

    assert done == [0, 1, 2]
    assert [record.message for record in caplog.records] == ["row failed"]
