"""A file given by its web address, copied to a temporary file with a limit on size and time.

Addresses are followed on the public network alone: an address typed by somebody must not make this machine read
what only this machine can reach. Each host is resolved once, its addresses are checked, and the connection goes to
the very address that was checked: a name that changes its mind in between changes nothing. Each redirect is a new
address, checked again.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

import httpx

from palier.directory.imports.reading import UnreadableFile

MAX_BYTES = 500_000_000
MAX_REDIRECTS = 5
TIMEOUT_S = 30.0
_PIECE = 1 << 18
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
AddressRule = Callable[[Address], bool]


def is_public_address(address: Address) -> bool:
    """Tell whether an address is of the public network: not private, loopback, link-local, shared or reserved.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is judged on the one it carries.
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public_address(carried)
        if address.is_site_local or address.teredo:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def any_address(address: Address) -> bool:
    """Allow every address: for operators who import from their own network."""
    return True


@contextmanager
def local_file(
    file_or_url: str, *, max_bytes: int = MAX_BYTES, may_reach: AddressRule = is_public_address
) -> Iterator[tuple[Path, str]]:
    """Give (path, name) of a file of this machine, or of one downloaded for the time of the block.

    `may_reach` tells which addresses may be read. Raises UnreadableFile, with a sentence, if there is nothing
    there, if it is too big, for another protocol than http and https, or for an address that may not be read.
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
        try:
            _download(file_or_url, path, max_bytes, may_reach)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            raise UnreadableFile(
                "L’adresse ne répond pas : vérifiez-la dans un navigateur, puis recommencez."
            ) from None
        yield path, name


def _download(url: str, path: Path, max_bytes: int, may_reach: AddressRule) -> None:
    """Follow `url` and its redirects, then write what is there."""
    target = httpx.URL(url)
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            response = _answer(client, target, may_reach)
            try:
                if response.has_redirect_location:
                    target = target.join(response.headers["Location"])
                    continue
                _write(response, path, max_bytes)
                return
            finally:
                response.close()
    raise UnreadableFile("L’adresse renvoie sans fin vers une autre : donnez celle du fichier lui-même.")


def _answer(client: httpx.Client, url: httpx.URL, may_reach: AddressRule) -> httpx.Response:
    """Return the answer of the first address of the host that takes the connection, once all are checked."""
    if url.scheme not in ("http", "https") or not url.host:
        raise UnreadableFile("L’adresse doit commencer par http:// ou https://.")
    failure: httpx.HTTPError | None = None
    for address in _addresses_of(url, may_reach):
        request = client.build_request(
            "GET",
            url.copy_with(host=str(address)),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},  # certificates bear the name
        )
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = error
    raise failure or httpx.ConnectError("no address")


def _addresses_of(url: httpx.URL, may_reach: AddressRule) -> list[Address]:
    """Return the addresses of a host. Raises UnreadableFile if one of them may not be reached."""
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), url.port or 0, type=socket.SOCK_STREAM)
    except OSError:
        raise httpx.ConnectError("unknown host") from None
    addresses = [ipaddress.ip_address(str(entry[4][0])) for entry in found]
    if not all(may_reach(address) for address in addresses):
        raise UnreadableFile(
            f"L’adresse « {url.host} » est celle d’un réseau privé ou de cette machine : elle n’est pas lue. "
            "Téléchargez le fichier d’abord, ou ajoutez --allow-private-network si c’est bien voulu."
        )
    return list(dict.fromkeys(addresses))


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _write(response: httpx.Response, path: Path, max_bytes: int) -> None:
    if response.status_code != httpx.codes.OK:
        raise UnreadableFile(f"L’adresse répond {response.status_code} : vérifiez-la dans un navigateur.")
    size = 0
    with path.open("wb") as file:
        for piece in response.iter_bytes(_PIECE):
            size += len(piece)
            if size > max_bytes:
                raise UnreadableFile(
                    f"Le fichier dépasse {max_bytes // 1_000_000} Mo : téléchargez-le d’abord."
                )
            file.write(piece)
