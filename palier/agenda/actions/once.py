"""What a form makes is made once, however often it is sent: pressed twice, sent again after a cut."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, transaction

from palier.agenda.models import Series, Session
from palier.core.ids import public_id_of

Made = TypeVar("Made", Session, Series)


def made_once(model: type[Made], *, make: Callable[[str], Made], press: Iterable[object]) -> Made:
    """Return what `make` makes under the public identifier it is given, or what an earlier press has made under it.

    `press`: the key of the form, who sends it, and all that it says, so that a form corrected after a step back makes
    another one. The unique identifier decides between two presses at the same time.
    """
    public_id = public_id_of(*press)
    earlier = model._default_manager.filter(public_id=public_id)
    if (made := earlier.first()) is not None:
        return made
    try:
        with transaction.atomic():
            return make(public_id)
    except IntegrityError:
        if (made := earlier.first()) is None:
            raise
        return made
