"""A task that lasts as long as a test needs; imported by the worker as well."""

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def note(path: str) -> None:
    """Write in a file that the work begins, wait, write that it is done."""
    with Path(path).open("a") as file:
        file.write("begun\n")
        file.flush()
        time.sleep(float(os.environ.get("SLOW_TASKS_S", "0")))
        file.write("done\n")
