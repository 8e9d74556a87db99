"""What each person looks after in a territory that several people share."""

from django.db import transaction

from palier.accounts.models import TerritorialRole


@transaction.atomic
def describe_perimeter(*, held: TerritorialRole, note: str) -> None:
    """Say what the holder of a role looks after (« les bibliothèques du Nord »), in 300 characters at most."""
    held.perimeter_note = " ".join(note.split())[:300]
    held.save(update_fields=["perimeter_note"])
