"""Where the titles of a table are: not always on its first line. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from palier.core.text import fold
from palier.directory.imports.reading.rows import ReadOptions, UnreadableFile

_NUMBER = re.compile(r"[\d\s.,/:%€+-]+")
_SEARCHED_ROWS = 20


def find_header(rows: Sequence[Sequence[object]], *, options: ReadOptions) -> int:
    """Return the position of the title row. Raises UnreadableFile if no row can be one.

    A row that holds the columns a mapping names is believed first; else the first that is nearly as wide as
    the table, with distinct words in its cells.
    """
    if not rows:
        raise UnreadableFile("Le fichier est vide : vérifiez que l’enregistrement s’est bien terminé.")
    if options.header_row:
        if options.header_row > len(rows):
            raise UnreadableFile(
                f"La correspondance dit que les titres sont à la ligne {options.header_row}, que le fichier n’a pas."
            )
        return options.header_row - 1
    texts = [[str(cell).strip() if cell is not None else "" for cell in row] for row in rows]
    known = {fold(name) for name in options.known_columns if fold(name)}
    scores = [len(known & {fold(cell) for cell in row}) for row in texts[:_SEARCHED_ROWS]]
    if known and max(scores) >= min(3, len(known)):
        return scores.index(max(scores))
    width = Counter(sum(1 for cell in row if cell) for row in texts).most_common(1)[0][0]
    for at, row in enumerate(texts[:_SEARCHED_ROWS]):
        filled = [cell for cell in row if cell]
        words = [cell for cell in filled if not _NUMBER.fullmatch(cell)]
        is_wide = len(filled) >= max(1, 0.6 * width)
        if is_wide and len(words) >= 0.8 * len(filled) and len({*filled}) >= 0.6 * len(filled):
            return at
    raise UnreadableFile(
        "Aucune ligne de titres n’a été trouvée : la première ligne du tableau doit nommer les colonnes."
    )
