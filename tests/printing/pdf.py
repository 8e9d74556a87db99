"""What a PDF says and is, read with the tools of Poppler if they are there."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="Poppler n’est pas là")


def text_of(pdf: bytes, folder: Path) -> str:
    """Return the text in reading order, narrow spaces made plain."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").replace("\u2060", "")


def facts_of(pdf: bytes, folder: Path) -> dict[str, str]:
    """Return what `pdfinfo` says, by name: « Pages », « Tagged », « Title »…"""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdfinfo", str(file)], capture_output=True, check=True)
    rows = (line.partition(":") for line in done.stdout.decode().splitlines())
    return {name.strip(): value.strip() for name, _, value in rows}
