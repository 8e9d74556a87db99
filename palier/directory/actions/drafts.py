"""What somebody typed in a form and has not sent: kept, offered again, forgotten."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from palier.accounts.models import User
from palier.directory.models import Draft

MOST_CHARS = 60_000
MOST_DRAFTS = 40  # of one account: the oldest give way
KEYS = re.compile(r"(?:place|service|structure):(?:new(?::[0-9a-z]{8})?|[0-9a-z]{8})")


class DraftRefused(Exception):
    """The form is not one of ours, or what was typed is too long to be kept."""


@transaction.atomic
def save_draft(*, user: User, key: str, typed: Mapping[str, Sequence[str]], now: datetime) -> Draft:
    """Keep what `user` typed in the form `key`, in place of what was kept before.

    `key`: `place:ab12cd34`, `place:new`, `service:new:ab12cd34`… `typed`: {name of the input: values}.
    Raises DraftRefused.
    """
    kept = {name: list(values) for name, values in typed.items()}
    if not KEYS.fullmatch(key) or len(json.dumps(kept)) > MOST_CHARS:
        raise DraftRefused
    draft, _created = Draft.objects.update_or_create(
        user=user, key=key, defaults={"typed": kept, "saved_at": now}
    )
    latest = Draft.objects.filter(user=user).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    too_many = list(latest[MOST_DRAFTS:])
    if too_many:
        Draft.objects.filter(pk__in=too_many).delete()
    return draft


@transaction.atomic
def forget_draft(*, user: User, key: str) -> bool:
    """Forget what `user` typed in this form, once it is sent or no longer wanted; tell whether there was any."""
    deleted, _by_model = Draft.objects.filter(user=user, key=key).delete()
    return bool(deleted)


@transaction.atomic
def forget_old_drafts(*, before: datetime) -> int:
    """Forget drafts last touched before a moment; return how many. Safe to run twice."""
    deleted, _by_model = Draft.objects.filter(saved_at__lt=before).delete()
    return deleted
