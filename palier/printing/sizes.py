"""Sizes of paper, as the typesetter names them."""

from enum import StrEnum


class PageSize(StrEnum):
    """ISO 216 sizes that people have in their printers, or at their printer’s."""

    A3 = "a3"
    A4 = "a4"
    A5 = "a5"


# Width and height in millimetres, upright.
PAGE_SIZES: dict[PageSize, tuple[int, int]] = {
    PageSize.A3: (297, 420),
    PageSize.A4: (210, 297),
    PageSize.A5: (148, 210),
}
