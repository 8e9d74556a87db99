"""Where a request comes from, when relays stand in front. Used for limits only, never stored as it is."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """Return the address that the outermost relay of ours saw; what a visitor writes in the header is ignored.

    An IPv6 address is given as its network of 64 bits: one connection owns all of it, and would otherwise be counted as
    many visitors as it likes.
    """
    count: int = settings.TRUSTED_PROXIES
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if count and len(forwarded) >= count:
        return _one_connection(forwarded[-count])
    return _one_connection(str(request.META.get("REMOTE_ADDR", "")))


def _one_connection(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(IPv6Network((int(known) >> 64 << 64, 64)))
