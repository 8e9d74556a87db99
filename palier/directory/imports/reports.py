"""The report of an import, one line per row: as JSON for programs, as a page for people. Written line by line."""

import html
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from palier.directory.models import ImportRun

OUTCOME_WORDS = {
    "created": "créée",
    "updated": "modifiée",
    "unchanged": "inchangée",
    "reported": "à voir",
}
Line = Mapping[str, Any]


def lines_of(run: ImportRun) -> Iterator[dict[str, Any]]:
    """Yield the lines of a stored run, in the order of the file, a part in memory at a time."""
    for part in run.report_parts.order_by("first_row").iterator(chunk_size=5):
        yield from part.lines


def write_json(out: TextIO, lines: Iterable[Line], totals: Mapping[str, int]) -> None:
    """Write `{"rows": [{"row", "outcome", "place", "reasons"}, …], "totals": {…}}`."""
    out.write('{"rows": [')
    for at, line in enumerate(lines):
        out.write(",\n" if at else "\n")
        out.write(json.dumps(line, ensure_ascii=False))
    out.write(f'\n], "totals": {json.dumps(dict(totals), ensure_ascii=False)}}}\n')


def totals_sentence(totals: Mapping[str, int]) -> str:
    """Return the totals as one French sentence: « 877 lignes : 874 créées, … »."""
    parts = [
        _counted(totals.get("created", 0), "créée"),
        _counted(totals.get("updated", 0), "modifiée"),
        _counted(totals.get("unchanged", 0), "inchangée"),
        f"{totals.get('reported', 0)} à voir",
        _counted(totals.get("gone", 0), "disparue"),
    ]
    return f"{_counted(totals.get('rows', 0), 'ligne')} : {', '.join(parts)}."


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" + ("s" if number > 1 else "")


def write_html(out: TextIO, lines: Iterable[Line], totals: Mapping[str, int], *, title: str) -> None:
    """Write the same report as a page that needs nothing else: no script, no style sheet, prints well."""
    shown = html.escape(title)
    out.write(
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><title>{shown}</title></head><body>\n'
        f"<h1>{shown}</h1>\n<p>{html.escape(totals_sentence(totals))}</p>\n"
        '<table>\n<thead><tr><th scope="col">Ligne</th><th scope="col">Ce qu’elle est devenue</th>'
        '<th scope="col">Lieu</th><th scope="col">Remarques</th></tr></thead>\n<tbody>\n'
    )
    for line in lines:
        reasons = "".join(f"<li>{html.escape(str(reason))}</li>" for reason in line["reasons"])
        out.write(
            f"<tr><td>{line['row']}</td><td>{OUTCOME_WORDS[line['outcome']]}</td>"
            f"<td>{html.escape(line['place'] or '')}</td><td>{f'<ul>{reasons}</ul>' if reasons else ''}</td></tr>\n"
        )
    out.write("</tbody>\n</table>\n</body></html>\n")


def write_text(out: TextIO, lines: Iterable[Line], totals: Mapping[str, int]) -> None:
    """Write the same report as plain lines."""
    for line in lines:
        place = f" [{line['place']}]" if line["place"] else ""
        reasons = " ".join(str(reason) for reason in line["reasons"])
        out.write(f"{line['row']} {OUTCOME_WORDS[line['outcome']]}{place} {reasons}".rstrip() + "\n")
    out.write(totals_sentence(totals) + "\n")
