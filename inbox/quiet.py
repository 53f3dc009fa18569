"""What the log need not say."""

import logging


class NoHealthChecks(logging.Filter):
    """Drops the error line of a health check that fails: whoever asked was told."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to keep the record."""
        request = getattr(record, "request", None)
        return getattr(request, "path", "") not in {"/healthz", "/readyz"}
