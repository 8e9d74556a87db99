"""QR codes as SVG."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return a QR code of `text` (an address), one unit per module, with the quiet zone that readers need."""
    out = BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="svg", xmldecl=False, svgns=True, dark="#1b2430")
    return out.getvalue().decode()
