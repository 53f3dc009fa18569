from typing import Any

from handoff.knowledge.articles import articles
from handoff.models import Article
from inbox.management.files import ImportCommand


class Command(ImportCommand):
    help = (
        "Imports articles and macros: a folder of Markdown (front matter with title, kind, url, topic if you "
        "like; the id is the path in the folder), or JSONL or CSV, also gzipped, with id, title, text, kind?, "
        "url?, topic? (or question, answer, entity?, domain?). Prints what was added, changed, unchanged and bad."
    )
    takes = "PATH"

    def handle(self, *args: Any, **options: Any) -> None:
        self.bring_in(Article, articles(options["path"]))
