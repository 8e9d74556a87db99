"""Logos of structures: given once by those who keep the record, then on every poster of the structure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from palier.accounts.models import User
from palier.directory.models import Structure
from palier.outreach.enums import PictureKind
from palier.outreach.models import LOGO_BYTES_MAX, LOGO_PIXELS_MAX, StructureLogo
from palier.printing import can_be_printed, picture_of, picture_svg


class LogoRefused(Exception):
    """The file cannot be a logo; the message says why and what to do, in French."""


@transaction.atomic
def save_logo(*, structure: Structure, data: bytes, by: User | None, now: datetime) -> StructureLogo:
    """Keep `data` as the logo of a structure, in the place of the one before. Raises LogoRefused.

    What the file is comes from its bytes: its name and announced type are never read.
    """
    if len(data) > LOGO_BYTES_MAX:
        raise LogoRefused(
            "Ce fichier dépasse 500 ko : enregistrez-le plus petit (1 000 pixels de large suffisent)."
        )
    found = picture_of(data)
    if found is None:
        raise LogoRefused(
            "Ce fichier n’est ni un PNG ni un JPEG : enregistrez votre logo dans l’un des deux."
        )
    if max(found.width, found.height) > LOGO_PIXELS_MAX:
        raise LogoRefused(
            f"Ce logo fait {found.width} × {found.height} pixels : {LOGO_PIXELS_MAX} au plus par côté."
        )
    if not can_be_printed(data):
        raise LogoRefused("Cette image est incomplète ou abîmée : enregistrez-la de nouveau.")
    values = {
        "kind": PictureKind.PNG if found.kind == "png" else PictureKind.JPEG,
        "width_px": found.width,
        "height_px": found.height,
        "size_bytes": len(data),
        "fingerprint": hashlib.sha256(data).hexdigest(),
        "data": data,
        "given_by": by,
        "given_at": now,
    }
    logo, _made = StructureLogo.objects.update_or_create(structure=structure, defaults=values)
    return logo


def remove_logo(*, structure: Structure) -> None:
    """Take the logo of a structure away; without one, nothing changes."""
    StructureLogo.objects.filter(structure=structure).delete()


def logo_of(structure: Structure) -> StructureLogo | None:
    """Return the logo of a structure with its bytes."""
    return StructureLogo.objects.filter(structure=structure).first()


def fingerprints_of(structure_ids: Iterable[int]) -> dict[int, str]:
    """Return structure → fingerprint of its logo, for those that have one. One query, no bytes read."""
    rows = StructureLogo.objects.filter(structure__in=list(structure_ids))
    return dict(rows.values_list("structure_id", "fingerprint"))


def drawings_of(fingerprints: Iterable[str]) -> Mapping[str, str]:
    """Return fingerprint → the logo as pages take it. One query, none without fingerprints."""
    wanted = sorted(set(fingerprints))
    if not wanted:
        return {}
    rows = StructureLogo.objects.filter(fingerprint__in=wanted).values_list("fingerprint", "data")
    return {fingerprint: picture_svg(bytes(data)) for fingerprint, data in rows}
