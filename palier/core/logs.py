"""Logs that say what happened without saying to whom."""

import logging


class WithoutRequests(logging.Filter):
    """Take the request and the paths off Django’s own records: they hold what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, made anonymous."""
        record.__dict__.pop("request", None)
        if record.name.startswith("django.") and isinstance(record.args, tuple):
            record.args = tuple("(path)" if str(arg).startswith("/") else arg for arg in record.args)
        return True
