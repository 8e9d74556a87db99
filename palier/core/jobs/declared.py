"""The jobs of core. Those of other apps are in their own `jobs.py`."""

from datetime import datetime, timedelta

from django.core.management import call_command

from palier.core import retention
from palier.core.jobs.registry import Job, register
from palier.core.jobs.schedules import Daily, Every
from palier.core.jobs.tasks import forget_finished_tasks, recover_tasks
from palier.core.mails.delivery import deliver_waiting
from palier.core.sms.delivery import deliver_waiting as deliver_waiting_texts

_TASKS_KEPT = timedelta(days=14)


def send_waiting_mails(now: datetime) -> str:
    """Send what the tasks did not: mails to be tried again, mails whose task was lost."""
    sent, failed = deliver_waiting(now=now)
    return f"{sent} courriels envoyés, {failed} refusés"


def send_waiting_texts(now: datetime) -> str:
    """Send what the tasks did not: messages of the morning, messages to be tried again."""
    sent, failed = deliver_waiting_texts(now=now)
    return f"{sent} SMS envoyés, {failed} refusés"


def recover_lost_tasks(now: datetime) -> str:
    """Take back the tasks of dead workers and those that failed."""
    taken_back, retried = recover_tasks(now=now)
    return f"{taken_back} tâches reprises, {retried} à essayer de nouveau"


def prune_task_results(now: datetime) -> str:
    """Forget finished tasks."""
    return f"{forget_finished_tasks(before=now - _TASKS_KEPT)} tâches oubliées"


def clear_sessions(now: datetime) -> str:
    """Forget expired sessions."""
    call_command("clearsessions")
    return "sessions expirées oubliées"


def forget_old_data(now: datetime) -> str:
    """Apply every retention rule, each in its own transaction."""
    return retention.forget_all(now=now)


register(Job("send_waiting_mails", "Envoyer les courriels en attente", Every(minutes=1), send_waiting_mails))
register(Job("send_waiting_texts", "Envoyer les SMS en attente", Every(minutes=1), send_waiting_texts))
register(Job("recover_tasks", "Reprendre les tâches perdues", Every(minutes=1), recover_lost_tasks))
register(Job("prune_task_results", "Oublier les tâches finies", Daily("03:30"), prune_task_results))
register(Job("clear_sessions", "Oublier les sessions expirées", Daily("03:45"), clear_sessions))
register(Job("forget_old_data", "Oublier les données anciennes", Daily("04:00"), forget_old_data))
