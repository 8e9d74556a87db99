"""Write a mail from a plain text template."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template

_SUBJECT = "Objet :"


def send(
    *,
    to: str | Sequence[str],
    template: str,
    context: Mapping[str, Any],
    reply_to: Sequence[str] = (),
    calendar: str = "",
) -> None:
    """Write a mail in the outbox, in the transaction under way: it leaves once that commits, or never.

    `to`: addresses alone, without names. `template`: plain text, in the app’s `templates/<app>/mails/`; after its
    comment, its first line is « Objet : … », the rest is the body; nothing is escaped. It also gets `site_url` and
    `contact_email`. Several addresses see each other: write one mail for each person. Raises ValueError if the template
    has no subject. `calendar`: an iCalendar text, joined as « seance.ics ».
    """
    values = {"site_url": settings.SITE_URL, "contact_email": settings.SITE_CONTACT_EMAIL, **context}
    # The backend’s own template class has no type for its inner one, the only one that takes an unescaped context.
    inner: Any = get_template(template)
    subject, body = subject_and_body(inner.template.render(Context(values, autoescape=False)))
    addresses = [to] if isinstance(to, str) else list(to)
    message = EmailMessage(subject=subject, body=body, to=addresses, reply_to=list(reply_to))
    if calendar:
        message.attach("seance.ics", calendar, "text/calendar")
    message.send()


def subject_and_body(text: str) -> tuple[str, str]:
    """Part a rendered mail. Raises ValueError if it does not begin with « Objet : »."""
    first, _, rest = text.strip().partition("\n")
    if not first.startswith(_SUBJECT) or not first.removeprefix(_SUBJECT).strip():
        raise ValueError(f"a mail begins with « {_SUBJECT} … », not with {first[:40]!r}")
    return " ".join(first.removeprefix(_SUBJECT).split()), rest.strip() + "\n"
