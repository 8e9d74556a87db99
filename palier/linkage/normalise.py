"""A record → what is compared of it: folded ASCII, numbers and bit masks. Nothing else reaches the comparisons."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

from palier.core.geo import KM_PER_DEGREE
from palier.core.text import fold
from palier.linkage.addresses import read_address
from palier.linkage.contacts import read_mail, read_phone, read_siret, read_site
from palier.linkage.names import read_name
from palier.linkage.records import Record
from palier.linkage.words import words

# Two uses of a phone farther apart than this are two sites: a badly placed point of one place stays under it.
SITE_RADIUS_KM = 0.8
_MANY_USES = 40  # beyond, a value is shared: its sites need no counting
# The arrondissements of Paris, Lyon and Marseille are their city for who lists a place.
_CITIES = (("751", "75056"), ("6938", "69123"), ("132", "13055"))


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared. "" , 0 (masks) or None is « unknown ».

    `own`, `own_sorted`: own words of the name run together, as said and sorted; `label`: words of its kind; `whole`:
    the whole name run together, `bare`: without its commune; `part`: the former commune it tells; `digits` of the own
    words. `kinds`, `main_kinds`, `types`: bit masks. `…_sites`: at how many sites the lists use this phone, mailbox,
    page or SIREN, or this name in its commune (1 at least).
    """

    id: str
    own: str
    own_sorted: str
    label: str
    whole: str
    bare: str
    part: str
    digits: str
    kinds: int
    main_kinds: int
    types: int
    moving: int
    number: str
    street_kind: str
    street: str
    commune: str
    insee: str
    postal: str
    lat: float | None
    lon: float | None
    phone: str
    phone2: str
    mail: str
    mail2: str
    domain: str
    page: str
    host: str
    siret: str
    siren: str
    name_tokens: tuple[str, ...]
    phone_sites: int = 1
    mail_sites: int = 1
    page_sites: int = 1
    host_sites: int = 1
    siren_sites: int = 1
    name_sites: int = 1


FEATURE_NAMES = tuple(f.name for f in fields(Features))


def features_of(record: Record) -> Features:
    """Return what is compared of one record; the `…_sites` need all records: see `with_sites`."""
    name = read_name(record.name, commune=record.commune, parts=record.parts)
    address = read_address(record.address, commune=record.commune)
    phones = _first_two(read_phone(text) for text in record.phones)
    mail, mail2, domain = _mailboxes(record)
    page, host = next((found for text in record.sites if (found := read_site(text))[0]), ("", ""))
    (siret, siren), (lat, lon) = read_siret(record.siret), _point(record)
    return Features(
        id=record.id,
        own="".join(name.own),
        own_sorted="".join(sorted(name.own)),
        label=" ".join(name.label),
        whole=fold(record.name).replace(" ", ""),
        bare="".join(name.bare),
        part=name.part,
        digits="".join(c for word in name.own for c in word if c.isdigit()),
        kinds=_mask(name.kinds),
        main_kinds=_mask(name.main_kinds),
        types=_types_mask(record.types),
        moving=int(bool(name.kinds & words().moving)),
        number=address.number,
        street_kind=address.kind,
        street=address.street,
        commune=fold(record.commune).replace(" ", ""),
        insee=_insee(record.insee_code),
        postal=_postal(record.postal_code),
        lat=lat,
        lon=lon,
        phone=phones[0],
        phone2=phones[1],
        mail=mail,
        mail2=mail2,
        domain=domain,
        page=page,
        host=host,
        siret=siret,
        siren=siren,
        name_tokens=(*name.own, *name.label),
    )


def _mailboxes(record: Record) -> tuple[str, str, str]:
    """Return two mailboxes, and the domain of somebody’s own if there is one."""
    mails = [read_mail(text) for text in record.mails]
    return *_first_two(box for box, _ in mails), next((domain for _, domain in mails if domain), "")


def with_sites(rows: Sequence[Features]) -> list[Features]:
    """Return the rows, each told at how many sites its phone, mailbox, page, host, SIREN and name are used."""
    values: dict[str, Callable[[Features], tuple[str, ...]]] = {
        "phone_sites": lambda row: (row.phone, row.phone2),
        "mail_sites": lambda row: (row.mail, row.mail2),
        "page_sites": lambda row: (row.page,),
        "host_sites": lambda row: (row.host,),
        "siren_sites": lambda row: (row.siren,),
        "name_sites": lambda row: (_name_there(row),),
    }
    counts = {name: _sites_by_value(rows, values_of) for name, values_of in values.items()}
    return [
        replace(
            row,
            phone_sites=counts["phone_sites"].get(row.phone, 1),
            mail_sites=counts["mail_sites"].get(row.mail, 1),
            page_sites=counts["page_sites"].get(row.page, 1),
            host_sites=counts["host_sites"].get(row.host, 1),
            siren_sites=counts["siren_sites"].get(row.siren, 1),
            name_sites=counts["name_sites"].get(_name_there(row), 1),
        )
        for row in rows
    ]


def distance_km(a: Features, b: Features) -> float | None:
    """Return the distance, None if a point is unknown. Flat earth: exact enough under ten kilometres."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    north = (a.lat - b.lat) * KM_PER_DEGREE
    east = (a.lon - b.lon) * KM_PER_DEGREE * math.cos(math.radians(a.lat))
    return math.hypot(north, east)


def _name_there(row: Features) -> str:
    where = row.insee or row.commune or row.postal
    return f"{where}|{row.label}|{row.own_sorted}" if where and (row.own or row.label) else ""


def _sites_by_value(
    rows: Sequence[Features], values_of: Callable[[Features], tuple[str, ...]]
) -> dict[str, int]:
    users: dict[str, list[Features]] = defaultdict(list)
    for row in rows:
        for value in set(values_of(row)) - {""}:
            users[value].append(row)
    return {value: _count_sites(found) for value, found in users.items() if len(found) > 1}


def _count_sites(users: list[Features]) -> int:
    """Count groups of users that stand apart; a user without a point is at the site of its commune, if one is."""
    if len(users) > _MANY_USES:
        return _MANY_USES
    seen: list[Features] = []
    for user in users:
        if user.lat is not None and not any(_is_same_site(user, other) for other in seen):
            seen.append(user)
    communes = {other.insee or other.commune for other in seen}
    return len(seen) + len({user.insee or user.commune for user in users if user.lat is None} - communes)


def _is_same_site(a: Features, b: Features) -> bool:
    is_same_number = a.number == b.number or not (a.number and b.number)
    if a.street and a.street == b.street and a.insee == b.insee and is_same_number:
        return True
    apart = distance_km(a, b)
    return apart is not None and apart <= SITE_RADIUS_KM


def _first_two(found: Iterable[str]) -> tuple[str, str]:
    known = [value for value in dict.fromkeys(found) if value]
    return (*known, "", "")[0], (*known, "", "")[1]


def _point(record: Record) -> tuple[float | None, float | None]:
    """Return the point; (0, 0), half a point and what is not on the globe are unknown."""
    lat, lon = record.lat, record.lon
    if lat is None or lon is None or (lat == 0 and lon == 0) or not (abs(lat) <= 90 and abs(lon) <= 180):
        return None, None
    return float(lat), float(lon)


def _insee(code: str) -> str:
    code = fold(code).replace(" ", "")
    if len(code) != 5:
        return ""
    return next((city for start, city in _CITIES if code.startswith(start) and code != city), code)


def _postal(code: str) -> str:
    digits = "".join(c for c in code if c.isdigit())
    return digits if len(digits) == 5 else ""


@cache
def _bits() -> dict[str, int]:
    return {kind: 1 << i for i, kind in enumerate(words().kinds)}


def _mask(kinds: Iterable[str]) -> int:
    return sum(_bits()[kind] for kind in kinds)


def kind_names(mask: int) -> list[str]:
    """Return the kinds of a mask, in the order of data/words.toml."""
    return [kind for kind, bit in _bits().items() if mask & bit]


@cache
def _type_bits() -> dict[str, int]:
    return {code: 1 << i for i, code in enumerate(words().types)}


def _types_mask(types: Iterable[str]) -> int:
    bits = _type_bits()
    return sum(bits[code] for code in {t.strip().upper() for t in types} if code in bits)
