"""What the desk's pages take of the server: with very many conversations, beside what they take with a thousand.

Both databases are asked in turn by a process each, so that whatever else disturbs the machine disturbs both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from tests.benchmarks.figures import Figure, spread
from tests.benchmarks.house import House
from tests.stack import Stack

MANY, FEW = (100_000, 1_000_000), (1_000, 1_000)
QUICK_MANY, QUICK_FEW = (400, 800), (100, 100)
ROUNDS, ASKED = 7, 3
MOST_TIMES, MOST_MS, MOST_QUERIES = 1.3, 150, 12
MESSAGES = 500

_SEED = """
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
call_command("seed", open=open, resolved=resolved)
from handoff import flow, queueing, reply
from handoff.protocol import Message as Said
mira, source = Person.objects.get(username="mira"), Source.objects.first()
def hear(number):
    flow.hear(source, Said(id=f"long-{number}", conversation="long", role="customer", text=f"And {number}?"))
hear(0)
long = Conversation.objects.get(external_id="long")
queueing.accept(long.pk, agent=mira)
for number in range(1, messages):
    hear(number) if number % 2 else reply.note(long.pk, agent=mira, text=f"Note {number}.")
from django.db import connection
if connection.vendor == "postgresql":
    connection.cursor().execute("ANALYZE handoff_event")
result = long.pk
"""
_PAGES = """
from django.db.models import Q
from inbox.desk import lists, sorting
def middle(person, view):
    rows = lists.visible(person, view).order_by(*sorting.by(view.order))
    found = rows[rows.count() // 2 : rows.count() // 2 + 1]
    return f"?after={lists.order_key(view, found[0])}" if found else ""
result = []
for name in ("mira", "sofie"):
    person = Person.objects.get(username=name)
    views = [*lists.FIXED, lists.of_queue(lists.queues_of(person)[0])]
    for view in views:
        place = f"/desk/{view.slug}/"
        result.append((f"{name}: {view.name}", name, place))
        if further := middle(person, view):
            result.append((f"{name}: {view.name}, half-way down", name, f"{place}rows/{further}"))
    one = lists.page(person, lists.BY_SLUG["unassigned"]).rows[0].pk
    result.append((f"{name}: a conversation", name, f"/desk/unassigned/{one}/"))
result.append(("mira: a long thread", "mira", f"/desk/mine/{long}/"))
result.append(("mira: further up in it", "mira", f"/desk/conversations/{long}/entries/?before=300"))
"""
_ASK = """
from time import perf_counter
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS = ["*"]
client = Client()
client.force_login(Person.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
def ask():
    began = perf_counter()
    answer = client.get(path)
    took = perf_counter() - began
    assert answer.status_code == 200, (path, answer.status_code)
    return took
ask()
with CaptureQueriesContext(connection) as queries:
    ask()
result = [len(queries), [ask() for _ in range(asked)]]
"""


class Desk:
    """One database with so many conversations, and what its pages took."""

    def __init__(self, stack: Stack, count: tuple[int, int]) -> None:
        self.stack = stack
        self.long = int(stack.do(_SEED, open=count[0], resolved=count[1], messages=MESSAGES))
        self.pages = [tuple(page) for page in stack.do(_PAGES, long=self.long)]
        self.took: dict[str, list[float]] = {}
        self.queries: dict[str, int] = {}

    def ask(self) -> Iterator[None]:
        """Ask for each page once more, one at a time."""
        for label, name, path in self.pages:
            queries, took = self.stack.do(_ASK, name=name, path=path, asked=ASKED)
            self.took.setdefault(label, []).extend(took)
            self.queries[label] = queries
            yield

    def best(self, label: str) -> float:
        """The seconds that a page takes where nothing else has the processor."""
        return min(self.took[label])


def measure(house: House) -> list[Figure]:
    """Lists and conversations, and a long thread."""
    count, less = (QUICK_MANY, QUICK_FEW) if house.quick else (MANY, FEW)
    with _desk(house.folder / "few", less) as few, _desk(house.folder / "many", count) as many:
        for _ in range(1 if house.quick else ROUNDS):
            for _ in zip(few.ask(), many.ask(), strict=True):
                pass
    long = [label for label in many.took if "long" in label or "further up" in label]
    both = [label for label in many.took if label not in long and label in few.took]
    return [_beside(few, many, both, (less, count)), _long(many, long)]


@contextmanager
def _desk(folder: Path, count: tuple[int, int]) -> Iterator[Desk]:
    folder.mkdir()
    with Stack(folder, parts=("redis",)) as stack:
        yield Desk(stack, count)


def _beside(few: Desk, many: Desk, labels: list[str], counts: tuple[tuple[int, int], ...]) -> Figure:
    times = {label: many.best(label) / few.best(label) for label in labels}
    worst = sorted(labels, key=times.__getitem__)[-3:][::-1]
    told = "; ".join(
        f"{label} {many.best(label) * 1000:.1f} to {few.best(label) * 1000:.1f}" for label in worst
    )
    most = max(many.queries.values())
    return Figure(
        "desk",
        f"server time of {len(labels)} pages with {counts[1][0]:,} open and {counts[1][1]:,} resolved",
        "ms",
        spread([many.best(label) for label in labels]),
        {f"with {counts[0][0]:,} and {counts[0][1]:,}": spread([few.best(label) for label in labels])},
        round(times[worst[0]], 3),
        f"each at most {MOST_TIMES} times, at most {MOST_QUERIES} queries a page",
        times[worst[0]] <= MOST_TIMES and most <= MOST_QUERIES,
        f"times of the page that differs most, each page at its quickest: {told} ms; {most} queries at most",
    )


def _long(many: Desk, labels: list[str]) -> Figure:
    times = list(chain.from_iterable(many.took[label] for label in labels))
    took = spread(times)
    best = max(many.best(label) for label in labels)
    return Figure(
        "thread",
        f"server time of a thread of {MESSAGES} messages: opened, and paged further up",
        "ms",
        took,
        {"at its quickest": spread([many.best(label) for label in labels])},
        round(took["p95"] / (best * 1000), 3),
        f"p95 under {MOST_MS} ms",
        took["p95"] < MOST_MS,
    )
