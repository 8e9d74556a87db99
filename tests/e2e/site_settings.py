"""The production settings, with every file that they write under `E2E_FOLDER`."""

import os
from pathlib import Path

from palier.config.settings import *  # noqa: F403

VAR_DIR = Path(os.environ["E2E_FOLDER"])
STATIC_ROOT = VAR_DIR / "staticfiles"
