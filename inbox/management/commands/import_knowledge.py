from argparse import ArgumentParser
from typing import Any, Final

from handoff.knowledge.articles import articles
from handoff.knowledge.imports import Counts, Seen, missing, put_away
from handoff.models import Article
from inbox.management.files import ImportCommand

FOLDER: Final = "folder"


class Command(ImportCommand):
    help = (
        "Imports articles and macros: a folder of Markdown (front matter with title, kind, url, topic if you "
        "like; the id is the path in the folder), or JSONL or CSV, also gzipped, with id, title, text, kind?, "
        "url?, topic? (or question, answer, entity?, domain?). Prints what was added, changed, unchanged and bad, "
        "and for a folder what an earlier import had that is missing now."
    )
    takes = "PATH"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--remove-missing", action="store_true", help="switch off what is missing now")
        parser.add_argument(
            "--collection",
            metavar="NAME",
            help=f"what is compared for missing articles; name it where there are several folders ({FOLDER})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["path"]
        collection = options["collection"] or (FOLDER if path.is_dir() else "")

        def finish(counts: Counts, seen: Seen) -> dict[str, Any]:
            return self._missing(collection, counts, seen, remove=options["remove_missing"])

        self.bring_in(Article, articles(path, collection=collection), finish if collection else None)

    def _missing(self, collection: str, counts: Counts, seen: Seen, *, remove: bool) -> dict[str, Any]:
        """Name what is missing, and switch it off where that is wanted and every file could be read."""
        gone = missing(collection, seen)
        for key in gone:
            self.stderr.write(f"{key}: missing", style_func=str)
        if remove and counts.bad:
            self.stderr.write(
                "Nothing was switched off: the bad files may be what is missing.", style_func=str
            )
        elif remove:
            put_away(gone)
        return {"missing": len(gone), "switched_off": len(gone) if remove and not counts.bad else 0}
