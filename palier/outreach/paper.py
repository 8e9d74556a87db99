"""One thing to print: a Typst page, what it says, its QR codes and logos; made only when somebody has not it yet."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from palier.outreach.logos import drawings_of
from palier.printing import PAGE_SIZES, PageSize, qr_svg, render_pdf

PAGES = Path(__file__).resolve().parent / "typst"


@dataclass(frozen=True)
class Paper:
    """A print before it is composed. `page`: the file of `typst/` without its end; `name`: of the file.

    `codes`: name of a drawing → address of its QR code; `logos`: fingerprints of the logos that `data` names.
    """

    page: str
    name: str
    data: dict[str, Any]
    codes: Mapping[str, str] = field(default_factory=dict)
    logos: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits that change with anything that would change the print."""
        said = json.dumps([self.page, self.data, dict(self.codes), _composition()], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def pdf(self, *, at: datetime) -> bytes:
        """Compose the print, dated `at`. One query if there are logos. Raises NotTypeset."""
        drawings = {name: qr_svg(address) for name, address in self.codes.items()}
        images = {**drawings, **drawings_of(self.logos)}
        return render_pdf(PAGES / f"{self.page}.typ", self.data, at=at, images=images)


def size_asked(text: str, *, among: tuple[PageSize, ...] = (PageSize.A4, PageSize.A5)) -> PageSize:
    """Return the size that an address asks for (« A5 »), the first of `among` for anything else."""
    size = text.strip().lower()
    return PageSize(size) if size in [one.value for one in among] else among[0]


def page_size(size: PageSize) -> dict[str, Any]:
    """Return how the pages read a size: its name, and its width in millimetres."""
    return {"paper": size.value, "wide": PAGE_SIZES[size][0]}


@cache
def _composition() -> str:
    """What the pages themselves are: another version of them is another print."""
    files = sorted([*PAGES.glob("*.typ"), *(PAGES.parent.parent / "printing" / "typst").glob("*.typ")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
