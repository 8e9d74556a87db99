"""A job does many things: one that fails does not keep the others from being done."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger("palier.jobs")
Row = TypeVar("Row")


class SomeFailed(Exception):
    """Some rows could not be done; the others were. Says how many, and the first error."""


def each_apart(rows: Iterable[Row], do: Callable[[Row], int]) -> int:
    """Do something with each row, in its own transaction, which is for `do` to open. Returns the sum of what it did.

    A row that fails is logged and left as it was. Raises SomeFailed at the end if one did, so that it is seen.
    """
    done, errors = 0, []
    for row in rows:
        try:
            done += do(row)
        except Exception as error:
            logger.exception("row failed", extra={"do": do.__qualname__, "row": str(getattr(row, "pk", row))})
            errors.append(error)
    if errors:
        first = errors[0]
        raise SomeFailed(
            f"{len(errors)} en échec, {done} faits ; {type(first).__name__} : {first}"
        ) from first
    return done
