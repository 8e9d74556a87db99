"""A database kept locked by somebody else is waited for; any other failure is not hidden."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from palier.web.registration.patience import TRIES, with_patience


def failing(times: int, message: str) -> tuple[list[int], object]:
    """Return the calls and a view that fails that many times, then answers."""
    calls: list[int] = []

    @with_patience
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError(message)
        return HttpResponse("inscrite")

    return calls, view


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("times", "message", "answers", "tried"),
    [
        (0, "", True, 1),
        (2, "database is locked", True, 3),
        (TRIES, "database is locked", False, TRIES),
        (1, "no such table: agenda_session", False, 1),
    ],
)
def test_a_locked_database_is_waited_for_a_few_times(
    times: int, message: str, answers: bool, tried: int
) -> None:
    calls, view = failing(times, message)

    if answers:
        assert view(HttpRequest()).content == b"inscrite"  # type: ignore[operator]
    else:
        with pytest.raises(OperationalError, match=message):
            view(HttpRequest())  # type: ignore[operator]
    assert len(calls) == tried


@pytest.mark.django_db
def test_nothing_is_tried_again_inside_a_transaction() -> None:
    calls, view = failing(1, "database is locked")

    with pytest.raises(OperationalError):
        view(HttpRequest())  # type: ignore[operator]

    assert len(calls) == 1
