"""Data and a Typst page in, a tagged PDF out: the same bytes for the same data, on every machine."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from palier.printing.fonts import fonts, writable
from palier.printing.typography import typeset_all

# Pages import `/printing/typst/house.typ`: what they may read is this package and those above it.
ROOT = Path(__file__).resolve().parent.parent
STANDARD: Final = "ua-1"


class NotTypeset(Exception):
    """The page cannot be composed, or would not be accessible: the message says why, for developers."""


def render_pdf(
    page: Path, data: Mapping[str, Any], *, at: datetime, images: Mapping[str, str] | None = None
) -> bytes:
    """Return the PDF of the Typst file `page`, given `data` (JSON) and `images` (name → SVG).

    Tagged PDF/UA-1, which the typesetter enforces: no title, a heading level skipped or an image without words for it
    is refused. `at` is the date written in the file. Texts come out with French typography, and are never read as
    Typst code. Raises NotTypeset.
    """
    given = {
        "data": _as_json(typeset_all(dict(data))),
        "images": json.dumps(dict(images or {}), ensure_ascii=False),
    }
    try:
        compiler = typst.Compiler(str(page), root=str(ROOT), font_paths=fonts(), sys_inputs=given)
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=[STANDARD], timestamp=round(at.timestamp())
        )
    except typst.TypstError as error:
        raise NotTypeset(error.diagnostic or error.message) from error
    # A missing typeface is only a warning to Typst, and the text is then left out: here it is an error.
    if warnings or not isinstance(pdf, bytes):
        raise NotTypeset("; ".join(warning.message for warning in warnings))
    return pdf


def _as_json(data: Any) -> str:
    return writable(json.dumps(data, ensure_ascii=False))
