"""Mails of the directory: owners asked to verify, answers to those who wrote, with or without an account."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.core.validators import validate_email

from palier.core.mails import send
from palier.directory.enums import ContactKind, InclusionStatus, ReportStatus
from palier.directory.models import CorrectionProposal, InclusionRequest, Place, VerificationRequest
from palier.directory.queries.verification import link_token

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


def send_verification_request(*, request: VerificationRequest, places: Sequence[Place]) -> None:
    """Ask whoever reads that address to verify one or several places. The link is the only secret it holds."""
    send(
        to=request.sent_to,
        template="directory/mails/verification.txt",
        context={
            "structure": request.structure,
            "places": places,
            "url": f"{settings.SITE_URL}/verifier/{link_token(request)}/",
            "expires_at": request.expires_at,
            "phone": settings.SITE_CONTACT_PHONE,
        },
    )


def send_proposal_received(*, proposal: CorrectionProposal) -> None:
    """Tell the team that somebody says a record is wrong."""
    send(
        to=settings.SITE_CONTACT_EMAIL,
        template="directory/mails/proposal_received.txt",
        context={
            "proposal": proposal,
            "url": f"{settings.SITE_URL}/propositions/{proposal.pk}/",
        },
    )


def send_proposal_answer(*, proposal: CorrectionProposal, to: str) -> None:
    """Tell who proposed a correction what became of it. Nothing of what they wrote is sent back to the address."""
    place = proposal.place
    send(
        to=to,
        template="directory/mails/proposal_answer.txt",
        context={
            "place": place,
            "is_accepted": proposal.status == ReportStatus.ACCEPTED,
            "answer": proposal.answer,
            "url": f"{settings.SITE_URL}/lieux/{place.public_id}/",
        },
    )


def send_publication_answer(*, place: Place, to: str, reason: str = "") -> None:
    """Tell who wrote a record that it is online, or why not yet."""
    send(
        to=to,
        template="directory/mails/publication_answer.txt",
        context={
            "place": place,
            "reason": reason,
            "url": f"{settings.SITE_URL}/lieux/{place.public_id}/",
        },
    )
