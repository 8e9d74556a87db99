"""Paper: Typst pages with our typeface, French typography, QR codes, outlines drawn as SVG. Knows no domain model."""

from palier.printing.codes import qr_svg
from palier.printing.maps import Dot, Label, Outlines, map_svg
from palier.printing.pictures import Picture, can_be_printed, picture_of, picture_svg
from palier.printing.sizes import PAGE_SIZES, PageSize
from palier.printing.typesetting import NotTypeset, render_pdf

__all__ = [
    "PAGE_SIZES",
    "Dot",
    "Label",
    "NotTypeset",
    "Outlines",
    "PageSize",
    "Picture",
    "can_be_printed",
    "map_svg",
    "picture_of",
    "picture_svg",
    "qr_svg",
    "render_pdf",
]
