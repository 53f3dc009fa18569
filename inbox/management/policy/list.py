"""`policy list`."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from handoff import policies
from handoff.models import PolicyVersion, Publication
from inbox.management.policy import shared

HELP = "All versions, the newest first, and when each went live, by whom and why."


def add_arguments(parser: ArgumentParser) -> None:
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    live = policies.live().pk
    heads = [shared.head(one, live) for one in PolicyVersion.objects.select_related("author")]
    publications = [_told(one) for one in Publication.objects.select_related("by")]
    shared.tell(
        command, options, {"live": live, "versions": heads, "publications": publications}, _lines(heads)
    )


def _told(one: Publication) -> dict[str, Any]:
    return {
        "version": one.version_id,
        "at": one.at.isoformat(),
        "by": one.by.username if one.by else None,
        "why": one.why,
    }


def _lines(heads: list[dict[str, Any]]) -> Iterator[str]:
    for one in heads:
        scheduled = f", goes live {one['publish_at']}" if one["publish_at"] else ""
        author = one["author"] or "nobody"
        yield f"v{one['version']:<4} {one['status']:<10} {one['saved_at'][:16]} by {author}{scheduled}: {one['why']}"
