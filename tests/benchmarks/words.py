"""What the demo shop's customers wrote, and its articles."""

import json
from functools import lru_cache

from inbox.demo.articles import articles
from inbox.demo.script import HERE


@lru_cache(maxsize=1)
def questions() -> tuple[str, ...]:
    """Everything that customers say in the demo's conversations."""
    told = json.loads((HERE / "conversations.json").read_text(encoding="utf-8"))
    steps = [step for conversation in told for step in conversation["steps"]]
    return tuple(step["text"] for step in steps if step.get("role") == "customer" and "text" in step)


def topics() -> tuple[str, ...]:
    """The titles of the help articles: questions that repeat nothing and ask for nobody."""
    return tuple(article.title for article in articles())
