"""Reads of imports, for the operators’ page."""

from django.db.models import QuerySet

from palier.directory.models import ImportDeposit


def recent_deposits() -> QuerySet[ImportDeposit]:
    """Files put down, newest first, without their bytes."""
    return (
        ImportDeposit.objects.select_related("by", "run")
        .defer("content", "preview")
        .order_by("-created_at", "-pk")
    )


def deposit_by_pk(pk: int) -> ImportDeposit | None:
    """Return one file without its bytes."""
    return ImportDeposit.objects.select_related("by", "run").defer("content").filter(pk=pk).first()


def deposit_with_content(pk: int) -> ImportDeposit:
    """Return one file with its bytes. Raises ImportDeposit.DoesNotExist."""
    return ImportDeposit.objects.select_related("by", "run").get(pk=pk)
