"""The lists that describe the offer: loaded from the files shipped with the product, then kept by operators."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from palier.core.text import fold
from palier.directory.actions.search import refresh_search_docs, refresh_words
from palier.directory.models import (
    AgeBand,
    Audience,
    Framework,
    Language,
    Need,
    NeedMapping,
    NeedSynonym,
    Place,
    Scheme,
    SchemeAlias,
    SpecialSupport,
    Topic,
)

M = TypeVar("M", bound=models.Model)
CODELISTS_DIR = Path(__file__).resolve().parent.parent / "data"
FlatList = type[Audience] | type[SpecialSupport] | type[Language] | type[Topic] | type[AgeBand]
FLAT_LISTS: dict[str, FlatList] = {
    "audiences": Audience,
    "special_supports": SpecialSupport,
    "languages": Language,
    "topics": Topic,
    "age_bands": AgeBand,
}
# What only some lists say of their rows.
EXTRA_FIELDS = ("from_age", "to_age", "is_young", "is_senior")


@dataclass
class CodelistReport:
    """What a load did: rows in the files by list, how many were written, and words left to operators.

    `kept` are sentences about synonyms of the file that an operator gave to another need: the operator wins.
    """

    rows: dict[str, int] = field(default_factory=dict)
    written: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_codelists(*, on: date, folder: Path = CODELISTS_DIR) -> CodelistReport:
    """Write the lists of `folder`, by code; what operators added (codes, words, other names) stays.

    Labels, texts and order follow the files, but for the words of a need edited on the site. Safe to run twice: the
    second time writes nothing. When a need changes, the documents of the places that answer it are written anew.
    """
    report = CodelistReport()
    national = _load_national(_read(folder, "national_services"), report)
    changed = _load_needs(_read(folder, "needs"), national, report)
    for name, model in FLAT_LISTS.items():
        _load_flat(name, model, _read(folder, name)["items"], report)
    changed_schemes = _load_schemes(_read(folder, "schemes")["items"], report)
    if report.written:
        refresh_docs_of_needs(need_ids=changed, on=on)
        refresh_docs_of_schemes(scheme_ids=changed_schemes, on=on)
        refresh_words()
    return report


@transaction.atomic
def add_synonym(*, need: Need, text: str, on: date) -> NeedSynonym:
    """Make `text` lead to `need`; the same words given twice are kept once. Raises ValidationError if too long."""
    synonym = NeedSynonym.objects.filter(need=need, folded_text=fold(text)).first()
    if synonym is None:
        synonym = NeedSynonym(need=need, text=text.strip())
        synonym.full_clean(exclude=["folded_text"])
        synonym.save()
        refresh_docs_of_needs(need_ids=[need.pk], on=on)
        refresh_words()
    return synonym


@transaction.atomic
def refresh_docs_of_needs(*, need_ids: Iterable[int], on: date) -> int:
    """Write anew the documents of the places that offer a service for these needs or for their families' needs.

    Returns how many. Call it after the label or the words of a need changed.
    """
    ids = list(need_ids)
    answers = models.Q(services__needs__in=ids) | models.Q(services__needs__parent__in=ids)
    return refresh_search_docs(
        place_ids=Place.objects.filter(answers).values_list("pk", flat=True).distinct(), on=on
    )


@transaction.atomic
def refresh_docs_of_schemes(*, scheme_ids: Iterable[int], on: date) -> int:
    """Write anew the documents of the places that ask for, hold or lost these labels. Returns how many.

    Call it after the name or another name of a label changed.
    """
    labelled = Place.objects.filter(label_grants__scheme__in=list(scheme_ids)).values_list("pk", flat=True)
    return refresh_search_docs(place_ids=labelled.distinct(), on=on)


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _load_framework(values: dict[str, str], report: CodelistReport) -> Framework:
    """Return the framework, put in force instead of any other version of the same code."""
    Framework.objects.filter(code=values["code"], is_current=True).exclude(version=values["version"]).update(
        is_current=False
    )
    texts = {"name": values["name"], "source_url": values.get("source_url", ""), "is_current": True}
    return _write(Framework, {"code": values["code"], "version": values["version"]}, texts, report)[0]


def _load_national(data: dict[str, Any], report: CodelistReport) -> dict[str, Need]:
    framework = _load_framework(data["framework"], report)
    services = {}
    for position, (code, label) in enumerate(data["services"].items(), start=1):
        texts = {"label": label, "position": position}
        services[code] = _write(Need, {"framework": framework, "code": code}, texts, report)[0]
    report.rows["services nationaux"] = len(services)
    return services


def _load_needs(data: dict[str, Any], national: dict[str, Need], report: CodelistReport) -> set[int]:
    """Write families and needs; return the ids of those whose words changed."""
    framework = _load_framework(data["framework"], report)
    taken = dict(
        NeedSynonym.objects.filter(need__framework=framework).values_list("folded_text", "need__code")
    )
    # The words of a need edited on the site are those of the coordinators, removed ones included.
    edited = set(
        Need.objects.filter(framework=framework).exclude(edited_at=None).values_list("code", flat=True)
    )
    changed: set[int] = set()
    position, synonyms = 0, 0
    for family_values in data["families"]:
        family: Need | None = None
        for values in (family_values, *family_values.get("needs", [])):
            position += 1
            need, is_changed = _write(
                Need,
                {"framework": framework, "code": values["code"]},
                _need_fields(values, family, position, is_edited=values["code"] in edited),
                report,
            )
            family = family or need
            words = [] if values["code"] in edited else values.get("synonyms", [])
            words_changed = _load_synonyms(need, words, taken, report)
            _load_mappings(need, [national[code] for code in values.get("national", [])], report)
            synonyms += len(values.get("synonyms", []))
            if is_changed or words_changed:
                changed.add(need.pk)
    report.rows |= {
        "familles": len(data["families"]),
        "besoins": position - len(data["families"]),
        "mots": synonyms,
    }
    return changed


def _need_fields(
    values: dict[str, Any], family: Need | None, position: int, *, is_edited: bool
) -> dict[str, Any]:
    of_files = {
        "parent": family,
        "icon": values.get("icon", ""),
        "on_home": values.get("on_home", False),
        "position": position,
    }
    if is_edited:
        return of_files
    return of_files | {
        "label": values["label"],
        "description": values.get("description", ""),
        "is_in_scope": values.get("is_in_scope", True),
        "out_of_scope_text": values.get("out_of_scope_text", "").strip(),
    }


def _load_synonyms(need: Need, texts: list[str], taken: dict[str, str], report: CodelistReport) -> bool:
    new: list[NeedSynonym] = []
    for text in texts:
        folded = fold(text)
        owner = taken.get(folded)
        if owner is None:
            taken[folded] = need.code
            new.append(NeedSynonym(need=need, text=text, folded_text=folded))
        elif owner != need.code:
            report.kept.append(
                f"« {text} » mène à {owner} et non à {need.code} : laissé comme un opérateur l’a voulu"
            )
    NeedSynonym.objects.bulk_create(new)
    report.written += len(new)
    return bool(new)


def _load_mappings(need: Need, targets: list[Need], report: CodelistReport) -> None:
    """Make the equivalents of `need` in the framework of `targets` those of the file, and no other."""
    stored = {m.target_id: m for m in need.mappings.filter(target__framework__code="services-nationaux")}
    wanted = {target.pk for target in targets}
    NeedMapping.objects.filter(pk__in=[m.pk for pk, m in stored.items() if pk not in wanted]).delete()
    new = [NeedMapping(need=need, target=target) for target in targets if target.pk not in stored]
    NeedMapping.objects.bulk_create(new)
    report.written += len(new) + len(set(stored) - wanted)


def _load_flat(
    name: str,
    model: FlatList,
    items: list[dict[str, Any]],
    report: CodelistReport,
) -> None:
    for position, item in enumerate(items, start=1):
        texts = {"label": item["label"], "national_label": item.get("national", ""), "position": position}
        texts |= {field: item[field] for field in EXTRA_FIELDS if field in item}
        _write(model, {"code": item["code"]}, texts, report)
    report.rows[str(model._meta.verbose_name_plural)] = len(items)


def _load_schemes(items: list[dict[str, Any]], report: CodelistReport) -> set[int]:
    """Write labels and schemes; return the ids of those whose name or other names changed."""
    changed: set[int] = set()
    for item in items:
        texts = {
            "name": item["name"],
            "kind": item["kind"],
            "scope": item.get("scope", "NATIONAL"),
            "national_label": item.get("national", ""),
            "eligible": item.get("eligible", ""),
            "how_to_activate": item.get("how_to_activate", ""),
            "contact": item.get("contact", ""),
            "starts_on": item.get("starts_on"),
            "ends_on": item.get("ends_on"),
        }
        scheme, is_changed = _write(Scheme, {"code": item["code"]}, texts, report)
        stored = set(scheme.aliases.values_list("name", flat=True))
        new = [
            SchemeAlias(scheme=scheme, name=name) for name in item.get("aliases", []) if name not in stored
        ]
        SchemeAlias.objects.bulk_create(new)
        report.written += len(new)
        if new or is_changed:
            changed.add(scheme.pk)
    report.rows["labels et dispositifs"] = len(items)
    return changed


def _write(
    model: type[M], key: dict[str, Any], values: dict[str, Any], report: CodelistReport
) -> tuple[M, bool]:
    """Create or update one row, checked field by field; return it and whether anything was written."""
    row = model._default_manager.filter(**key).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row, False
    row = row or model(**key)
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields()  # labels given twice are refused by the database
    row.save()
    report.written += 1
    return row, True
