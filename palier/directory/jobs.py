"""The regular jobs of the directory."""

from datetime import datetime

from django.utils.timezone import localdate

from palier.core.jobs import Daily, Job, register
from palier.directory import actions
from palier.directory.actions.verification import ask_for_verification


def rebuild_search_index(now: datetime) -> str:
    """Write every search document and the vocabulary anew, in batches that commit."""
    *_, done = 0, *actions.rebuild_search_index(on=localdate(now))
    return f"{done} lieux indexés"


register(Job("rebuild_search_index", "Réécrire l’index de recherche", Daily("03:15"), rebuild_search_index))


def remind_owners(now: datetime) -> str:
    """Ask the owners of records that nobody verified for long; each mail or letter is a transaction of its own."""
    asked = ask_for_verification(now=now)
    return (
        f"{asked.mails} courriels et {asked.letters} lettres, pour {asked.places} fiches ; "
        f"{asked.expired} demandes sans réponse"
    )


register(Job("remind_owners", "Demander de vérifier les fiches anciennes", Daily("09:10"), remind_owners))
