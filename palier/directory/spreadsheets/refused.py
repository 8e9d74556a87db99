"""What a cell is refused with."""


class CellRefused(Exception):
    """The cell cannot be read as a value; the message is a French sentence that says what to write."""
