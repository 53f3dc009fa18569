"""How fast frames may come: a token bucket for each connection, and one for each source over HTTP.

Both live in the memory of one process. With several processes behind a proxy each grants the whole rate, which
is what a limit against floods needs; it is no quota.
"""

from django.conf import settings

from inbox.bucket import Bucket


def bucket() -> Bucket:
    """A full bucket as the settings want it."""
    return Bucket(settings.GATEWAY_FRAMES_PER_SECOND, settings.GATEWAY_BURST)


_of_source: dict[int, Bucket] = {}


def of_source(source_id: int) -> Bucket:
    """The bucket that all HTTP requests of a source share in this process."""
    return _of_source.setdefault(source_id, bucket())
