"""A library with a public session, two structures that host it, and their logos, for tests of paper."""

import struct
import zlib
from datetime import datetime
from typing import Any

from palier.agenda.enums import FormatKind, PartnerRole
from palier.agenda.models import Session, SessionPartner
from palier.directory.models import Place, Structure
from palier.outreach.logos import save_logo
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, PARIS, StructureFactory, a_place

PHONE = "02 61 91 00 10"
DECEMBER = datetime(2026, 12, 1, 14, tzinfo=PARIS)


def png(width: int = 40, height: int = 30, colour: tuple[int, int, int] = (160, 40, 60)) -> bytes:
    """Return a PNG of one colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def a_library(name: str = "Médiathèque L’Escale", **fields: Any) -> Place:
    """A published library with a public telephone, run by the commune."""
    town = Structure.objects.filter(name="Mairie de Craon").first() or StructureFactory(
        name="Mairie de Craon"
    )
    given = {"owner": town, "operator": town, "phone": PHONE, "opening_hours": "Tu-Fr 14:00-18:00"}
    return a_place(name, **{**given, **fields})


def a_cafe(place: Place | None = None, *, starts_at: datetime = DECEMBER, **values: Any) -> Session:
    """A public café at a library, on the first of December unless told otherwise."""
    return a_session(FormatKind.DIGITAL_CAFE, place=place or a_library(), starts_at=starts_at, **values)


def two_hosts(session: Session) -> tuple[Structure, Structure]:
    """The town hall that organises and the CCAS that hosts, each with its logo."""
    ccas = StructureFactory(name="CCAS de Craon")
    SessionPartner.objects.create(session=session, structure=ccas, role=PartnerRole.HOST)
    save_logo(structure=session.organiser, data=png(60, 20), by=None, now=NOW)
    save_logo(structure=ccas, data=png(20, 30, (20, 60, 140)), by=None, now=NOW)
    return session.organiser, ccas
