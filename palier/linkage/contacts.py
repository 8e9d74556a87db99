"""Phones, mailboxes, web pages and SIRETs in one spelling each; "" when the value cannot be evidence."""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from stdnum.fr import siren, siret

from palier.core.text import fold
from palier.linkage.words import words

_NOT_DIGIT = re.compile(r"\D+")
# Country codes of overseas départements, and how their national numbers start; « 639 » stays mainland: numbers for
# fiction, « 06 39 98 xx xx », start so too.
_OVERSEAS = {
    "590": ("590", "690", "691"),
    "594": ("594", "694"),
    "596": ("596", "696", "697"),
    "262": ("262", "269", "692", "693"),
}
_MAIL = re.compile(r"^[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$")


@lru_cache(maxsize=100_000)
def read_phone(text: str) -> str:
    """Return a French number as E.164 (« +33261910000 »), "" for anything else.

    Short numbers (« 3646 ») and service numbers (08…) answer for a whole country: they are no evidence.
    """
    digits = _NOT_DIGIT.sub("", text.split("/")[0].split(";")[0])
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    for code in ("33", *_OVERSEAS):
        if digits.startswith(code) and len(digits) in (len(code) + 9, len(code) + 10):
            digits = "0" + digits[len(code) :].lstrip("0")
            break
    if len(digits) != 10 or digits[0] != "0" or digits[1] in "08" or len(set(digits[2:])) == 1:
        return ""
    number = digits[1:]
    country = next((code for code, starts in _OVERSEAS.items() if number.startswith(starts)), "33")
    return f"+{country}{number}"


def read_mail(text: str) -> tuple[str, str]:
    """Return the mailbox in lower case, and its domain, "" if everybody may have a box there."""
    mail = text.strip().lower().removeprefix("mailto:")
    if not mail.isascii() or not _MAIL.match(mail):
        return "", ""
    domain = mail.rsplit("@", 1)[1].removeprefix("www.")
    return mail, "" if domain in words().mail_domains else domain


def read_site(text: str) -> tuple[str, str]:
    """Return host and path folded (« ville.fr/ccas »), and the host, "" if everybody may have a page there."""
    text = text.strip()
    if not text:
        return "", ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    if "." not in host or not host.isascii():
        return "", ""
    path = "/".join(
        part for part in (fold(p).replace(" ", "-") for p in unquote(parts.path).split("/")) if part
    )
    is_shared = host in words().hosts or any(host.endswith(f".{shared}") for shared in words().hosts)
    if is_shared and not path and host in words().hosts:
        return "", ""
    query = fold(unquote(parts.query)).replace(" ", "-")
    page = "/".join(part for part in (host, path, query) if part)
    return page, "" if is_shared else host


@lru_cache(maxsize=100_000)
def read_siret(text: str) -> tuple[str, str]:
    """Return SIRET and SIREN, each "" unless its check digit is right.

    A SIREN alone is accepted. Zeros, which the national schema asks for when the number is unknown, are absent.
    Source: https://www.sirene.fr/static-resources/documentation/sommaire_311.html
    """
    digits = _NOT_DIGIT.sub("", text)
    if len(set(digits)) <= 1:
        return "", ""
    if len(digits) == 14 and siret.is_valid(digits):
        return digits, digits[:9]
    if len(digits) == 9 and siren.is_valid(digits):
        return "", digits
    return "", ""
