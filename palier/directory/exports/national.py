"""Places in the national schema v1.0.2: one flat row per place. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from palier.directory.enums import AccessMode, ContactKind, Itinerancy, Modality, Price
from palier.directory.exports import facts
from palier.directory.exports import national_words as words
from palier.directory.exports.cells import one_line, printable
from palier.directory.exports.loading import PublicPlace

SEPARATOR = "|"
_PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")
_POSTAL_CODE = re.compile(r"[0-9]{5}")
_INSEE_CODE = re.compile(r"([013-9][0-9]|2[AB1-9])[0-9]{3}")
_PHONE = re.compile(r"(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)[0-9]{6,9}")


@dataclass(frozen=True)
class NationalRow:
    """One place in the schema’s words.

    `values`: text by column, in the order of COLUMNS, "" when nothing is known. `refusals`: why the schema cannot
    take the place at all, French sentences; such a row is listed beside the file. `left_out`: what the schema
    cannot say of it, (column, value, why).
    """

    values: dict[str, str]
    refusals: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str, str], ...] = ()


@dataclass
class _Draft:
    """A row being written."""

    values: dict[str, str]
    left_out: list[tuple[str, str, str]] = field(default_factory=list)

    def put(self, column: str, texts: Iterable[str]) -> None:
        """Write texts once each, separated as the schema asks; a separator inside one would make two."""
        self.values[column] = SEPARATOR.join(facts.unique(one_line(t).replace("|", "%7C") for t in texts))

    def put_if(self, column: str, value: str, pattern: re.Pattern[str], why: str) -> None:
        """Write a value that the schema accepts; keep aside another."""
        if pattern.fullmatch(value):
            self.values[column] = value
        elif value:
            self.left_out.append((column, value, why))


def national_row(place: PublicPlace, *, on: date) -> NationalRow:
    """Return the row of one place as it is on that day. `id` is the public identifier and never changes."""
    draft = _Draft(dict.fromkeys(words.COLUMNS, ""))
    for part in (_identity, _location, _reach, _presentation, _offer, _labels):
        part(draft, place, on)
    draft.values = {column: printable(value) for column, value in draft.values.items()}
    return NationalRow(draft.values, tuple(_refusals(draft.values)), tuple(draft.left_out))


def _identity(draft: _Draft, place: PublicPlace, on: date) -> None:
    draft.values |= {
        "id": place.row.public_id,
        "pivot": words.UNKNOWN_PIVOT,
        "nom": one_line(place.row.name),
        "source": one_line(facts.source_of(place)),
        "structure_parente": one_line(facts.parent_of(place)),
        "date_maj": facts.stated_on(place).isoformat(),
    }
    draft.put_if(
        "pivot", facts.siret_of(place), _PIVOT, "identifiant d’une autre forme que 9 à 14 caractères"
    )
    codes = [t.national_code or words.TYPES[t.kind] for t in facts.current_types(place, on=on)]  # type: ignore[index]
    draft.put("typologie", [code for code in codes if code != "Autre"] or codes)
    draft.put("itinerance", words.ITINERANCIES[Itinerancy(place.row.itinerancy)])


def _location(draft: _Draft, place: PublicPlace, on: date) -> None:
    row = place.row
    draft.values |= {
        "commune": row.commune.name,
        "code_postal": facts.postal_code_of(place),
        # A small commune has no street names: its own name is the address.
        "adresse": one_line(row.address) or row.commune.name,
        "complement_adresse": one_line(row.address_extra),
        "latitude": "" if row.lat is None else repr(row.lat),
        "longitude": "" if row.lon is None else repr(row.lon),
    }
    draft.put_if("code_insee", row.commune.insee_code, _INSEE_CODE, "code que le schéma ne connaît pas")


def _reach(draft: _Draft, place: PublicPlace, on: date) -> None:
    phones = [c.value for c in facts.contacts(place, ContactKind.PHONE)]
    valid = [phone for phone in phones if _PHONE.fullmatch(phone)]
    draft.values["telephone"] = valid[0] if valid else ""
    for phone in phones:
        if phone != draft.values["telephone"]:
            why = "le schéma prend un seul numéro" if phone in valid else "numéro d’une autre forme"
            draft.left_out.append(("telephone", phone, why))
    draft.put("courriels", (c.value for c in facts.contacts(place, ContactKind.EMAIL)))
    draft.put("site_web", (c.value for c in facts.contacts(place, ContactKind.WEBSITE, ContactKind.SOCIAL)))
    bookings = [c.value for c in facts.contacts(place, ContactKind.BOOKING)]
    draft.values["prise_rdv"] = bookings[0] if bookings else ""
    draft.left_out += [("prise_rdv", url, "le schéma prend une seule adresse") for url in bookings[1:]]
    draft.values["fiche_acces_libre"] = place.row.acceslibre_url
    draft.values["horaires"] = one_line(place.row.opening_hours)
    if place.row.hours_note:
        draft.left_out.append(("horaires", place.row.hours_note, "précision que le format ne sait pas dire"))


def _presentation(draft: _Draft, place: PublicPlace, on: date) -> None:
    text = place.row.public_text("description").strip()
    if len(text) <= words.MAX_SUMMARY_CHARS:
        draft.values["presentation_resume"] = text
        return
    cut = one_line(text)[: words.MAX_SUMMARY_CHARS - 1]
    draft.values["presentation_resume"] = (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
    draft.values["presentation_detail"] = text


def _offer(draft: _Draft, place: PublicPlace, on: date) -> None:
    services = place.services
    _put_known(
        draft, "services", (n.label for s in services for n in s.national), words.SERVICES, "service inconnu"
    )
    for service in services:
        for need in service.needs:
            if not service.national:
                draft.left_out.append(("services", need.label, "besoin sans équivalent national"))
    audiences = [a for s in services for a in s.row.audiences.all()]
    draft.put("publics_specifiquement_adresses", (a.national_label for a in audiences))
    supports = [a for s in services for a in s.row.special_supports.all()]
    languages = [a for s in services for a in s.row.languages.all()]
    draft.put("prise_en_charge_specifique", (a.national_label for a in [*supports, *languages]))
    for column, rows in (
        ("publics_specifiquement_adresses", audiences),
        ("prise_en_charge_specifique", [*supports, *(x for x in languages if x.code != "fr")]),
    ):
        _leave(draft, column, (a.label for a in rows if not a.national_label))
    prices = [p for s in services for p in facts.prices_of(s)]
    draft.put("frais_a_charge", (words.PRICES[Price(p)] for p in prices))
    _put_words(
        draft, "modalites_acces", (m.mode for s in services for m in s.row.access_modes.all()),
        words.ACCESS_MODES, lambda mode: AccessMode(mode).label,
    )  # fmt: skip
    _put_words(
        draft, "modalites_accompagnement", (m.modality for s in services for m in s.row.modalities.all()),
        words.MODALITIES, lambda modality: Modality(modality).label,
    )  # fmt: skip


def _labels(draft: _Draft, place: PublicPlace, on: date) -> None:
    programmes, trainings, others = [], [], []
    for scheme in facts.held_schemes(place, on=on):
        label = words.SPELLINGS.get(scheme.national_label, scheme.national_label)
        if label in words.PROGRAMMES:
            programmes.append(label)
        elif label in words.TRAININGS:
            trainings.append(label)
        else:
            others.append(scheme.name)
    draft.put("dispositif_programmes_nationaux", programmes)
    draft.put("formations_labels", trainings)
    draft.put("autres_formations_labels", others)


def _put_known(draft: _Draft, column: str, texts: Iterable[str], known: tuple[str, ...], why: str) -> None:
    given = facts.unique(texts)
    draft.put(column, (t for t in given if t in known))
    draft.left_out += [(column, t, why) for t in given if t not in known]


def _put_words(
    draft: _Draft,
    column: str,
    codes: Iterable[str],
    said: Mapping[Any, str],
    label: Callable[[str], object],
) -> None:
    given = facts.unique(codes)
    draft.put(column, (said[code] for code in given if code in said))
    _leave(draft, column, (str(label(code)) for code in given if code not in said))


def _leave(draft: _Draft, column: str, texts: Iterable[str]) -> None:
    draft.left_out += [(column, text, "le schéma n’a pas de mot pour cela") for text in facts.unique(texts)]


def _refusals(values: dict[str, str]) -> Iterator[str]:
    for column in words.REQUIRED:
        if not values[column]:
            yield f"« {column} » est obligatoire et n’est pas connu"
    if values["code_postal"] and not _POSTAL_CODE.fullmatch(values["code_postal"]):
        yield f"« code_postal » attend cinq chiffres, pas « {values['code_postal']} »"


def national_object(values: dict[str, str]) -> dict[str, object]:
    """Return a row as a JSON object: empty columns left out, coordinates as numbers."""
    numbers = ("latitude", "longitude")
    return {key: float(text) if key in numbers else text for key, text in values.items() if text}
