"""Logs that say what happened without saying to whom."""

import logging


class WithoutRequests(logging.Filter):
    """Take the request off Django’s own records: its text holds the query, that is, what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, made anonymous."""
        record.__dict__.pop("request", None)
        if record.name.startswith("django.") and isinstance(record.args, tuple):
            record.args = tuple(str(arg).split("?")[0] for arg in record.args)
        return True
