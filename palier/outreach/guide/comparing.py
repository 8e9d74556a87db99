"""What changed between two editions, and the indexes of one. Pure: entries in, plain data out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from palier.core.text import fold
from palier.outreach.guide.entries import Entry


def differences(before: Sequence[Entry], after: Sequence[Entry]) -> dict[str, Any]:
    """Return {"added", "gone", "changed"}: structures by name; a changed one says what, in French.

    Structures are the same when their identifier is: a new name is a change, not a departure.
    """
    old, new = {e["id"]: e for e in before}, {e["id"]: e for e in after}
    changed = [
        {"id": key, "name": entry["name"], "what": what}
        for key, entry in new.items()
        if key in old and (what := _what_changed(old[key], entry))
    ]
    return {
        "added": [{"id": e["id"], "name": e["name"]} for e in after if e["id"] not in old],
        "gone": [{"id": e["id"], "name": e["name"]} for e in before if e["id"] not in new],
        "changed": changed,
    }


def _places(*names: str) -> Callable[[Entry], Any]:
    return lambda entry: [[place["id"], *(place[name] for name in names)] for place in entry["places"]]


def _services(*names: str) -> Callable[[Entry], Any]:
    return lambda entry: [
        [place["id"], service["name"], *(service[name] for name in names)]
        for place in entry["places"]
        for service in place["services"]
    ]


def _all_contacts(entry: Entry) -> Any:
    rows = [entry["contacts"], *(place["contacts"] for place in entry["places"])]
    rows += [service["contacts"] for place in entry["places"] for service in place["services"]]
    return sorted((c["kind"], c["text"], c["is_reserved"]) for contacts in rows for c in contacts)


# What is compared, said as the page says it, in this order.
_COMPARED: tuple[tuple[str, Callable[[Entry], Any]], ...] = (
    ("nom", lambda entry: entry["name"]),
    ("lieux", _places()),
    ("adresse", _places("address", "postal_code", "insee_code")),
    ("horaires", _places("hours")),
    ("contacts", _all_contacts),
    ("services", _services("needs", "facts", "not_done")),
    ("présences", _services("helper", "helper_hours")),
)


def _what_changed(before: Entry, after: Entry) -> list[str]:
    return [label for label, value in _COMPARED if value(before) != value(after)]


def index_by_need(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return [{"family", "needs": [{"label", "entries": [{"id", "name"}]}]}], everything by name."""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for entry in entries:
        for place in entry["places"]:
            for service in place["services"]:
                for need in service["needs"]:
                    found[need["family"]][need["label"]][entry["id"]] = entry["name"]
    return [
        {
            "family": family,
            "needs": [
                {"label": label, "entries": [{"id": pk, "name": name} for pk, name in held.items()]}
                for label, held in sorted(needs.items(), key=lambda row: (row[0] != family, fold(row[0])))
            ],
        }
        for family, needs in sorted(found.items(), key=lambda row: fold(row[0]))
    ]


def index_by_commune(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return [{"insee_code", "name", "entries": [{"id", "name"}]}], by name of commune."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for entry in entries:
        for place in entry["places"]:
            found[place["commune"], place["insee_code"]][entry["id"]] = entry["name"]
    return [
        {"insee_code": code, "name": name, "entries": [{"id": pk, "name": said} for pk, said in held.items()]}
        for (name, code), held in sorted(found.items(), key=lambda row: (fold(row[0][0]), row[0][1]))
    ]
