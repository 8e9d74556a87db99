"""How prints leave: composed only for those who have not this version yet, and so many a minute."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from palier.core.ratelimit import take
from palier.core.visitors import visitor_address
from palier.outreach.paper import Paper
from palier.web.guide.prints import pdf_response

# A library prints from one address: enough for a whole room, little for a machine.
PRINTS_PER_MINUTE = 60


def answer_print(request: HttpRequest, paper: Paper | None, *, is_private: bool = False) -> HttpResponse:
    """Answer a print. Whoever has this version is told so; it is looked at again each time, so an edit shows at once.

    A private one is kept by no cache. Raises Http404 without a print.
    """
    if paper is None:
        raise Http404
    now = timezone.now()
    if is_private:
        return pdf_response(paper.pdf(at=now), name=paper.name, is_private=True)
    etag = f'"{paper.fingerprint()}"'
    known = get_conditional_response(request, etag=etag)
    if isinstance(known, HttpResponseNotModified):
        return _fresh(known, etag)
    if too_many(request):
        return later()
    # Dated the day, not the second: the same bytes for everybody who prints today.
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return _fresh(pdf_response(paper.pdf(at=day), name=paper.name), etag)


def too_many(request: HttpRequest) -> bool:
    """Count one print of this address; tell whether it is over the limit of the minute."""
    address = visitor_address(request)
    return not take("print", address, limit=PRINTS_PER_MINUTE, window_s=60, now=timezone.now())


def later() -> HttpResponse:
    """Answer 429, with when to come back."""
    wait_s = 60 - int(timezone.now().timestamp()) % 60
    return HttpResponse(
        f"Trop d’impressions depuis cette connexion : réessayez dans {wait_s} secondes.",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(wait_s)},
    )


def _fresh(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response
