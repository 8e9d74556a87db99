"""Addresses of agendas and of sessions, and what their pages list."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from palier.agenda.enums import SessionStatus
from palier.agenda.models import Session

MAYENNE = "/agenda/departement-53/"
CRAON = "/agenda/commune-53084/"
TITLE = re.compile(r"<h4><a href=\"/seances/\w+/\">(.*?)</a></h4>")


def titles(response: HttpResponse) -> list[str]:
    """The sessions listed, in order."""
    return [unescape(title).replace("\xa0", " ") for title in TITLE.findall(response.content.decode())]


def url_of(session: Session) -> str:
    return f"/seances/{session.public_id}/"


def cancel(session: Session, **values: Any) -> None:
    for name, value in {"status": SessionStatus.CANCELLED, "cancelled_at": timezone.now(), **values}.items():
        setattr(session, name, value)
    session.save()
