"""Compile the catalogues of translations (.po → .mo): with Babel if installed, else with GNU msgfmt.

Without either, says so and goes on: pages are then in French only. Run by `make install`.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(root: Path = ROOT) -> int:
    """Compile every catalogue that is newer than its result; return the exit status."""
    catalogues = sorted(root.glob("palier/*/locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if not is_compiled(po)]
    for po in stale:
        if not (compile_with_babel(po) or compile_with_msgfmt(po)):
            print(
                "Les traductions ne sont pas compilées : installez Babel (« make install-dev ») ou gettext "
                "(« apt-get install gettext »). Le site fonctionne, en français seulement."
            )
            return 0
    if stale:
        print(f"Traductions compilées : {', '.join(str(po.relative_to(root)) for po in stale)}")
    return 0


def is_compiled(po: Path) -> bool:
    """Tell whether the .mo file beside `po` is there and not older."""
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def compile_with_babel(po: Path) -> bool:
    """Write the .mo file with Babel; False if Babel is not installed."""
    try:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po
    except ImportError:
        return False
    with po.open("rb") as source:
        catalogue = read_po(source)
    partial = po.with_suffix(".mo.part")  # an interrupted write never leaves half a catalogue
    with partial.open("wb") as target:
        write_mo(target, catalogue)
    partial.replace(po.with_suffix(".mo"))
    return True


def compile_with_msgfmt(po: Path) -> bool:
    """Write the .mo file with GNU msgfmt; False if it is not installed. Exits if the catalogue is wrong."""
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        return False
    subprocess.run([msgfmt, "--check-format", "-o", str(po.with_suffix(".mo")), str(po)], check=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
