"""Pages per second and memory of the served process, on the database of DATABASE_URL, from this machine."""

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

TOWNS = ["Laval", "Angers", "Craon", "Cholet", "Saumur", "Mayenne", "Evron", "Segré"]
QUERIES = ["boite mail", "impôts", "arnaque", "imprimer", "cv", "téléphone"]


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, in megabytes."""
    total_kb = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(fields["Pid"]) == pid or int(fields["PPid"]) == pid:
            total_kb += int(fields.get("VmRSS", "0 kB").split()[0])
    return total_kb / 1024


def ask(base: str, seconds: float, rng: random.Random, took: list[float]) -> None:
    """Ask for pages, one after the other, for `seconds`; every answer must be a page."""
    until = time.perf_counter() + seconds
    with httpx.Client(base_url=base, timeout=30) as client:
        while time.perf_counter() < until:
            started = time.perf_counter()
            answer = client.get("/chercher/", params={"q": rng.choice(QUERIES), "ou": rng.choice(TOWNS)})
            answer.raise_for_status()
            took.append((time.perf_counter() - started) * 1000)


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve in production mode with two web processes until the end of the block."""
    environment = os.environ | {"SECRET_KEY": "bench-" + "x" * 60, "SITE_URL": f"http://127.0.0.1:{port}"}
    palier = Path(sys.executable).with_name("palier")
    command = [str(palier), "serve", "--production", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/-/health").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.5)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=30)


def main() -> None:
    """Ask from four clients, print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--port", type=int, default=8155)
    args = parser.parse_args()
    base = f"http://127.0.0.1:{args.port}"
    took: list[float] = []
    with serving(args.port) as server:
        ask(base, 3, random.Random(0), [])
        clients = [
            threading.Thread(target=ask, args=(base, args.seconds, random.Random(n), took)) for n in range(4)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        memory = memory_mb(server.pid)
    took.sort()
    print(
        f"\nService, deux processus web : {len(took) / args.seconds:.0f} pages de résultats par seconde, "
        f"p50 {took[len(took) // 2]:.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms "
        f"(4 clients sur la même machine), mémoire {memory:.0f} Mo",
        flush=True,
    )


if __name__ == "__main__":
    main()
