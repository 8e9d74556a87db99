"""Mails of the directory: answers to those who wrote without an account."""

from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.core.validators import validate_email

from palier.core.mails import send
from palier.directory.enums import ContactKind, InclusionStatus
from palier.directory.models import InclusionRequest

# Whoever has the address may read and complete the request: the identifier is signed, so it cannot be guessed.
inclusion_signer = Signer(salt="palier.inclusion")


def inclusion_path(request: InclusionRequest) -> str:
    """Return the address, on this site, where the sender follows the request."""
    return f"/inscrire-un-lieu/suivi/{inclusion_signer.sign(request.public_id)}/"


def inclusion_reply_address(request: InclusionRequest) -> str:
    """Return the mail address where the sender may be answered, "" if none was left.

    Somebody who left a telephone is called, even if the place has a mail address.
    """
    if request.sender_contact:
        return request.sender_contact if is_mail_address(request.sender_contact) else ""
    return request.contact_value if request.contact_kind == ContactKind.EMAIL else ""


def send_inclusion_answer(*, request: InclusionRequest) -> bool:
    """Tell the sender what became of the request; return whether there was an address to write to."""
    to = inclusion_reply_address(request)
    if not to:
        return False
    send(
        to=to,
        template="directory/mails/inclusion_answer.txt",
        context={
            "name": request.name,
            "is_accepted": request.status == InclusionStatus.ACCEPTED,
            "is_sent_back": request.status == InclusionStatus.SENT_BACK,
            "reason": request.reason,
            "place_path": f"/lieux/{request.place.public_id}/" if request.place else "",
            "follow_path": inclusion_path(request),
        },
    )
    return True


def is_mail_address(text: str) -> bool:
    """Tell whether `text` is one mail address and nothing else."""
    try:
        validate_email(text.strip())
    except ValidationError:
        return False
    return True
