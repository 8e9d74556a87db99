"""What the tests of the tables share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


def refused(write: Callable[[], object]) -> bool:
    """Tell whether the database itself refuses the row."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def messages(row: Any) -> dict[str, list[str]]:
    """What the form says of `row`, by field; "__all__" for the row as a whole."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return {field: list(errors) for field, errors in caught.value.message_dict.items()}
