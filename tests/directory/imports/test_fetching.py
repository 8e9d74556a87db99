"""Files given by their address: what is read, and what may not be reached."""

import ipaddress
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from palier.directory.imports.fetching import any_address, is_public_address, local_file
from palier.directory.imports.reading import UnreadableFile
from tests.directory.imports.files import national_rows, write_csv

OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"  # the only address that a test may reach, and one that it may not
NAME = "lieux.example"


class _Site(BaseHTTPRequestHandler):
    """Gives `/liste.csv`, `/vers?…` (a redirect), `/sans-fin`, `/grand.csv`; keeps what was asked."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        type(self).asked.append((self.headers["Host"], self.path))
        path, _, query = self.path.partition("?")
        if path in ("/vers", "/sans-fin"):
            self.send_response(302)
            self.send_header("Location", query or "/sans-fin")
            self.end_headers()
            return
        body = {"/liste.csv": b"nom\nCraon\n", "/grand.csv": b"x" * 5000}.get(path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(address: str, *, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Serve on one address of this machine; give the port and what is asked there."""
    handler = type("Site", (_Site,), {"asked": []})
    server = ThreadingHTTPServer((address, 0), handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, handler.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def only_outside(address: Any) -> bool:
    return str(address) == OUTSIDE


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Iterator[list[str]]:
    """Let the name server answer `answers` for NAME, one per question; give the questions."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        host = host.decode() if isinstance(host, bytes) else host
        if host != NAME:
            return real(host, *args, **kwargs)
        asked.append(host)
        return real(answers[min(len(asked), len(answers)) - 1], *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001:0:1::1",
    ],
)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public_address(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "193.0.0.1", "2001:41d0::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_an_address_of_the_public_network_is_public(address: str) -> None:
    assert is_public_address(ipaddress.ip_address(address))


def test_a_file_is_read_from_its_address_with_its_name() -> None:
    with (
        served(OUTSIDE) as (port, asked),
        local_file(f"http://{OUTSIDE}:{port}/liste.csv?v=2", may_reach=only_outside) as (path, name),
    ):
        assert (name, path.read_bytes()) == ("liste.csv", b"nom\nCraon\n")

    assert not path.exists()
    assert asked == [(f"{OUTSIDE}:{port}", "/liste.csv?v=2")]


@pytest.mark.parametrize("host", [INSIDE, "localhost", "[::1]"])
def test_this_machine_is_not_read(host: str) -> None:
    with (
        served(INSIDE) as (port, asked),
        pytest.raises(UnreadableFile, match="réseau privé"),
        local_file(f"http://{host}:{port}/liste.csv"),
    ):
        pass

    assert asked == []


def test_the_refusal_says_why_and_what_to_do() -> None:
    with pytest.raises(UnreadableFile) as refused, local_file("http://127.0.0.1:1/liste.csv"):
        pass

    assert str(refused.value) == (
        "L’adresse « 127.0.0.1 » est celle d’un réseau privé ou de cette machine : elle n’est pas lue. "
        "Téléchargez le fichier d’abord, ou ajoutez --allow-private-network si c’est bien voulu."
    )


@pytest.mark.parametrize("start", [f"http://{INSIDE}", f"//{INSIDE}"])
def test_a_redirect_to_this_machine_is_not_followed(start: str) -> None:
    with served(OUTSIDE) as (port, asked), served(INSIDE) as (inner_port, asked_inside):
        target = f"{start}:{inner_port}/liste.csv"
        with (
            pytest.raises(UnreadableFile, match="réseau privé"),
            local_file(f"http://{OUTSIDE}:{port}/vers?{target}", may_reach=only_outside),
        ):
            pass

    assert len(asked) == 1
    assert asked_inside == []


@pytest.mark.parametrize(
    "target", ["ftp://lieux.example/a.csv", "file:///etc/passwd", "gopher://lieux.example/"]
)
def test_a_redirect_to_another_protocol_is_not_followed(target: str) -> None:
    with (
        served(OUTSIDE) as (port, _),
        pytest.raises(UnreadableFile, match="http:// ou https://"),
        local_file(f"http://{OUTSIDE}:{port}/vers?{target}", may_reach=only_outside),
    ):
        pass


def test_redirects_that_may_be_followed_are_and_those_without_end_get_a_sentence() -> None:
    with served(OUTSIDE) as (port, asked):
        with local_file(f"http://{OUTSIDE}:{port}/vers?/liste.csv", may_reach=only_outside) as (path, _):
            assert path.read_bytes() == b"nom\nCraon\n"
        asked.clear()
        with (
            pytest.raises(UnreadableFile, match="sans fin"),
            local_file(f"http://{OUTSIDE}:{port}/sans-fin", may_reach=only_outside),
        ):
            pass

    assert len(asked) == 6


def test_a_name_that_changes_its_address_after_the_check_does_not_lead_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        served(OUTSIDE) as (port, asked),
        names(monkeypatch, OUTSIDE, INSIDE) as questions,
        local_file(f"http://{NAME}:{port}/liste.csv", may_reach=only_outside) as (path, _),
    ):
        assert path.read_bytes() == b"nom\nCraon\n"

    assert questions == [NAME]
    assert asked == [(f"{NAME}:{port}", "/liste.csv")]


def test_a_name_that_leads_to_this_machine_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        served(INSIDE) as (port, asked),
        names(monkeypatch, INSIDE),
        pytest.raises(UnreadableFile, match=f"« {NAME} » est celle d’un réseau privé"),
        local_file(f"http://{NAME}:{port}/liste.csv"),
    ):
        pass

    assert asked == []


@pytest.mark.parametrize(("on_the_certificate", "is_read"), [(NAME, True), ("autre.example", False)])
def test_the_certificate_must_bear_the_name_though_the_connection_goes_to_the_checked_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_the_certificate: str, is_read: bool
) -> None:
    if which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate to try with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-subj", f"/CN={on_the_certificate}", "-addext", f"subjectAltName=DNS:{on_the_certificate}"]
    subprocess.run(
        [*command, "-days", "2", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    expected = nullcontext() if is_read else pytest.raises(UnreadableFile, match="ne répond pas")
    with (
        served(OUTSIDE, tls=tls) as (port, asked),
        names(monkeypatch, OUTSIDE),
        expected,
        local_file(f"https://{NAME}:{port}/liste.csv", may_reach=only_outside) as (path, _),
    ):
        assert path.read_bytes() == b"nom\nCraon\n"

    assert bool(asked) == is_read


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ftp://127.0.0.1/a.csv", "http:// ou https://"),
        ("file:///etc/hostname", "http:// ou https://"),
        ("http://127.0.0.1:1/a.csv", "ne répond pas"),
        ("http://[", "mal écrite"),
        ("http:///a.csv", "http:// ou https://"),
        ("nulle-part.csv", "n’existe pas"),
    ],
)
def test_an_address_that_gives_nothing_gets_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence), local_file(address, may_reach=any_address):
        pass


def test_a_page_that_does_not_exist_and_a_file_too_big_get_a_sentence() -> None:
    with served(OUTSIDE) as (port, _):
        url = f"http://{OUTSIDE}:{port}"
        with (
            pytest.raises(UnreadableFile, match="répond 404"),
            local_file(f"{url}/b.csv", may_reach=only_outside),
        ):
            pass
        with (
            pytest.raises(UnreadableFile, match="dépasse 0 Mo"),
            local_file(f"{url}/grand.csv", max_bytes=1000, may_reach=only_outside),
        ):
            pass


@pytest.mark.parametrize("command", ["import_places", "suggest_mapping"])
def test_the_commands_read_a_private_network_only_when_told_to(
    tmp_path: Path, command: str, lists: None, db: None
) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[source]\nnom="Liste"\n[identifiant]\ncolonnes=["nom"]\n[colonnes]\nnom="nom"\n')
    options: dict[str, Any] = {"source": "liste", "mapping": mapping} if command == "import_places" else {}
    options |= {"stdout": StringIO(), "stderr": StringIO()}
    with served(INSIDE) as (port, asked):
        url = f"http://{INSIDE}:{port}/liste.csv"
        with pytest.raises(CommandError, match="réseau privé"):
            call_command(command, url, **options)
        asked_before = len(asked)
        call_command(command, url, **options, allow_private_network=True)

    assert (asked_before, len(asked)) == (0, 1)


def test_a_file_of_this_machine_needs_no_network(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a b.csv", national_rows(1))

    with local_file(str(path)) as found:
        assert found == (path, "a b.csv")
