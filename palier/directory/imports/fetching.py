"""A file given by its web address, copied to a temporary file with a limit on size and time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

import httpx

from palier.directory.imports.reading import UnreadableFile

MAX_BYTES = 500_000_000
TIMEOUT_S = 30.0
_PIECE = 1 << 18


@contextmanager
def local_file(file_or_url: str, *, max_bytes: int = MAX_BYTES) -> Iterator[tuple[Path, str]]:
    """Give (path, name) of a file of this machine, or of one downloaded for the time of the block.

    Raises UnreadableFile, with a sentence, if there is nothing there, if it is too big, or for another protocol
    than http and https.
    """
    if "://" not in file_or_url:
        path = Path(file_or_url)
        if not path.is_file():
            raise UnreadableFile(f"Le fichier « {file_or_url} » n’existe pas : vérifiez son chemin.")
        yield path, path.name
        return
    try:
        name = Path(unquote(urlsplit(file_or_url).path)).name or "fichier"
    except ValueError:
        raise UnreadableFile("L’adresse est mal écrite : copiez-la depuis un navigateur.") from None
    with TemporaryDirectory(prefix="palier-") as folder:
        path = Path(folder) / "download"
        _download(file_or_url, path, max_bytes)
        yield path, name


def _download(url: str, path: Path, max_bytes: int) -> None:
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=True, max_redirects=5) as client,
            client.stream("GET", url) as response,
            path.open("wb") as file,
        ):
            if response.status_code != httpx.codes.OK:
                raise UnreadableFile(
                    f"L’adresse répond {response.status_code} : vérifiez-la dans un navigateur."
                )
            size = 0
            for piece in response.iter_bytes(_PIECE):
                size += len(piece)
                if size > max_bytes:
                    raise UnreadableFile(
                        f"Le fichier dépasse {max_bytes // 1_000_000} Mo : téléchargez-le d’abord."
                    )
                file.write(piece)
    except httpx.UnsupportedProtocol:
        raise UnreadableFile("L’adresse doit commencer par http:// ou https://.") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise UnreadableFile(
            "L’adresse ne répond pas : vérifiez-la dans un navigateur, puis recommencez."
        ) from None
