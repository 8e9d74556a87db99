"""The contributor’s door, for every account: what one proposed, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from palier.directory.enums import PlaceStatus, ReportStatus
from palier.directory.models import CorrectionProposal
from palier.directory.queries.doors import proposals_by
from palier.web.doors.threshold import Entrance, behind
from palier.web.orientation.present import place_url

_TONES = {ReportStatus.NEW: "wait", ReportStatus.REFUSED: "refusal"}


@require_safe
@behind("contributor")
def contributor(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """What somebody proposed, with the answers; giving an opinion; asking to appear."""
    proposals = [_said(proposal) for proposal in proposals_by(entrance.user)]
    return entrance.show(request, "doors/contributor.html", {"proposals": proposals})


def _said(proposal: CorrectionProposal) -> dict[str, object]:
    return {
        "place": proposal.place.name,
        "url": place_url(proposal.place) if proposal.place.status == PlaceStatus.PUBLISHED else "",
        "on": proposal.created_at,
        "text": proposal.message,
        "status": proposal.get_status_display(),
        "tone": _TONES.get(ReportStatus(proposal.status), "present"),
        "answer": proposal.answer,
    }
