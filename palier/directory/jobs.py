"""The regular jobs of the directory."""

from datetime import datetime

from django.utils.timezone import localdate

from palier.core.jobs import Daily, Job, register
from palier.directory import actions


def rebuild_search_index(now: datetime) -> str:
    """Write every search document and the vocabulary anew, in batches that commit."""
    *_, done = 0, *actions.rebuild_search_index(on=localdate(now))
    return f"{done} lieux indexés"


register(Job("rebuild_search_index", "Réécrire l’index de recherche", Daily("03:15"), rebuild_search_index))
