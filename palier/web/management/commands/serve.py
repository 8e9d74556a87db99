"""Serve the site: web processes, the worker of tasks and the regular jobs, in one command."""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management.base import BaseCommand, CommandError

INSECURE_KEY_START = "insecure-"
SHORTEST_KEY = 32  # characters
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 15
JOBS_EVERY_S = 20
_LOOK_EVERY_S = 0.2


class Command(BaseCommand):
    help = (
        "Sert le site (web, tâches et travaux réguliers) jusqu’à Ctrl-C. Si l’un s’arrête, les autres sont arrêtés "
        "aussi. --production : deux processus web, et refus d’une clé secrète de développement."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="adresse d’écoute")
        parser.add_argument("--port", type=int, default=8000, help="port d’écoute")
        parser.add_argument("--production", action="store_true", help="réglages de production")

    def handle(self, *args: Any, host: str, port: int, production: bool, **options: Any) -> None:
        if production:
            refuse_insecure_key(settings.SECRET_KEY)
        _refuse_busy_port(host, port)
        environment = os.environ | {"STATIC_MANIFEST": "1"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
        if not production:
            environment.setdefault("LOG_LEVEL", "WARNING")  # the address stays the last line on the screen
        if collect_static(environment):
            self.stdout.write("Fichiers du site rassemblés et compressés.")
        python = [sys.executable, "-m", "django"]
        commands = {
            "web": web_command(host=host, port=port, workers=2 if production else 1),
            "tâches": [*python, "run_tasks", "--interval", "1"],
            "travaux": [*python, "run_jobs", "--write", "--every", str(JOBS_EVERY_S)],
        }
        failed = Pair(commands, environment).run(
            on_ready=lambda: self._announce(host, port), host=host, port=port
        )
        if failed:
            raise CommandError(f"Le processus « {failed} » s’est arrêté : tout a été arrêté.")
        self.stdout.write("Arrêté.")

    def _announce(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"Palier répond sur http://{shown}:{port}/ (Ctrl-C pour arrêter)")
        self.stdout.flush()


class Pair:
    """The child processes. When one stops, the others are stopped; a signal stops them all."""

    def __init__(self, commands: dict[str, list[str]], environment: dict[str, str]) -> None:
        self._commands, self._environment = commands, environment
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._is_stopping = False

    def run(self, *, on_ready: Any, host: str, port: int) -> str:
        """Start the children, call `on_ready` once the health page answers, and wait for the end.

        Returns the name of a child that stopped by itself, or "" if a signal ended it all.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        is_ready, started = False, time.monotonic()
        try:
            for name, command in self._commands.items():
                # A session of their own: Ctrl-C reaches this process only, which stops them once and in order.
                self._children[name] = subprocess.Popen(
                    command, env=self._environment, start_new_session=True, preexec_fn=_die_with_parent
                )
            while not self._is_stopping:
                stopped = [name for name, child in self._children.items() if child.poll() is not None]
                if stopped:
                    return stopped[0]
                if not is_ready and is_healthy(host, port):
                    is_ready = True
                    on_ready()
                elif not is_ready and time.monotonic() - started > START_TIMEOUT_S:
                    return "web"
                time.sleep(_LOOK_EVERY_S)
            return ""
        finally:
            self._stop_children()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True

    def _stop_children(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for child in self._children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            # A child that was killed leaves its own children behind: they are in its session.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _die_with_parent() -> None:
    """Ask Linux to stop this process when the command is killed outright (prctl, PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def web_command(*, host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the web server; paths and addresses of visitors are not logged."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", "5", "palier.config.wsgi:application"),
    ]


def refuse_insecure_key(key: str) -> None:
    """Raise CommandError if `key` is the development key or a short one."""
    if key.startswith(INSECURE_KEY_START) or len(key) < SHORTEST_KEY:
        raise CommandError(
            "Il faut une clé secrète pour servir en production : donnez SECRET_KEY (50 caractères au hasard) "
            "ou écrivez-la dans var/secret_key."
        )


def is_healthy(host: str, port: int) -> bool:
    """Ask the health page of this server; False as long as it does not answer 200."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/-/health", headers={"Host": _known_host(reachable)})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _known_host(reachable: str) -> str:
    """Return a name that ALLOWED_HOSTS lets in: in production the loopback address may not be in it."""
    allowed = settings.ALLOWED_HOSTS
    if reachable in allowed or "*" in allowed or not allowed:
        return reachable
    return str(allowed[0]).lstrip(".")


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Impossible d’écouter sur {host}, port {port} ({error.strerror}). Essayez un autre port avec --port."
            ) from error


def collect_static(environment: dict[str, str]) -> bool:
    """Copy, name by content and compress the static files unless nothing changed; say whether it was done."""
    mark = Path(settings.STATIC_ROOT).parent / "var" / "static_fingerprint"
    fingerprint = _fingerprint()
    is_collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    if is_collected and mark.exists() and mark.read_text() == fingerprint:
        return False
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise CommandError(
            "Les fichiers du site n’ont pas pu être rassemblés : lancez « make install » et réessayez."
        )
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    """Return a digest of the names, sizes and dates of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
