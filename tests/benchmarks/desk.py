"""What the desk's pages take of the server: with very many conversations, beside what they take with a thousand.

Both databases are asked in turn by a process each, so that whatever else disturbs the machine disturbs both. They are
filled once and stay for the next run.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, zip_longest
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.figures import Figure, spread
from tests.benchmarks.house import House
from tests.databases import Kept
from tests.stack import Stack

MANY, FEW = (100_000, 1_000_000), (1_000, 1_000)
QUICK_MANY, QUICK_FEW = (4_000, 12_000), (1_000, 1_000)
ROUNDS, ASKED = 7, 3
SECONDS, QUICK_SECONDS = 150, 20
"""After so long no further round begins."""
MOST_TIMES, MOST_MS, MOST_QUERIES, MOST_SEARCH_MS = 1.3, 150, 12, 300
UNLIKE = 0.1
"""The share of its bytes by which a page may differ and still draw as much as another."""
MESSAGES = 500

_SEED = """
from django.core.management import call_command
from django.db import connection, transaction
from handoff import intake, queueing, reply
from handoff.protocol import Message as Said
def hear(number):
    intake.hear(source, Said(id=f"long-{number}", conversation="long", role="customer", text=f"And {number}?"))
if not Conversation.objects.exists():
    call_command("seed", open=open, resolved=resolved)
mira, source = Person.objects.get(username="mira"), Source.objects.first()
if not Conversation.objects.filter(external_id="long").exists():
    with transaction.atomic():
        hear(0)
        long = Conversation.objects.get(external_id="long")
        queueing.accept(long.pk, agent=mira)
        for number in range(1, messages):
            hear(number) if number % 2 else reply.note(long.pk, agent=mira, text=f"Note {number}.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE handoff_event")
call_command("collectstatic", interactive=False, verbosity=0)
result = Conversation.objects.get(external_id="long").pk
"""
_PAGES = """
from django.db.models import Q
from inbox.desk import lists, sorting
def middle(person, view):
    rows = lists.visible(person, view).order_by(*sorting.by(view.order))
    half = rows[:10_000].count() // 2
    found = rows[half : half + 1] if half >= lists.MOST else ()  # so that a whole piece comes after it
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
    customer = Conversation.objects.select_related("customer").get(pk=one).customer.name
    for what, words in (("a common word", "parcel"), ("two words", "express Lofoten"), ("a name", customer)):
        result.append((f"{name}: search for {what}", name, f"/desk/search/?q={words.replace(' ', '+')}"))
result.append(("mira: a long thread", "mira", f"/desk/mine/{long}/"))
result.append(("mira: further up in it", "mira", f"/desk/conversations/{long}/entries/?before=300"))
"""
_ASK = """
import gc
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
    return took, len(answer.content)
_, size = ask()
if count:
    gc.freeze()  # as the server does once it stands
    with CaptureQueriesContext(connection) as queries:
        ask()
result = [len(queries) if count else None, size, [ask()[0] for _ in range(asked)]]
"""


class Desk:
    """One database with so many conversations, and what its pages took."""

    def __init__(self, stack: Stack, count: tuple[int, int]) -> None:
        self.stack = stack
        began = perf_counter()
        self.long = int(stack.do(_SEED, open=count[0], resolved=count[1], messages=MESSAGES))
        self.filled_s = perf_counter() - began
        self.pages = [tuple(page) for page in stack.do(_PAGES, long=self.long)]
        self.took: dict[str, list[float]] = {}
        self.queries: dict[str, int] = {}
        self.size: dict[str, int] = {}

    def ask(self) -> Iterator[None]:
        """Ask for each page once more, one at a time."""
        for label, name, path in self.pages:
            count = label not in self.queries
            queries, self.size[label], took = self.stack.do(
                _ASK, name=name, path=path, asked=ASKED, count=count
            )
            self.took.setdefault(label, []).extend(took)
            if count:
                self.queries[label] = queries
            yield

    def best(self, label: str) -> float:
        """The seconds that a page takes where nothing else has the processor."""
        return min(self.took[label])

    def rounds(self, label: str) -> list[float]:
        """The same of each round."""
        took = self.took[label]
        return [min(took[at : at + ASKED]) for at in range(0, len(took), ASKED)]


def measure(house: House) -> list[Figure]:
    """Lists and conversations, a long thread, and what is searched for."""
    count, less = (QUICK_MANY, QUICK_FEW) if house.quick else (MANY, FEW)
    with _desk(house.folder / "few", less) as few, _desk(house.folder / "many", count) as many:
        ends = perf_counter() + (QUICK_SECONDS if house.quick else SECONDS)
        for number in range(ROUNDS):
            if number and perf_counter() > ends:
                break
            for _ in zip_longest(few.ask(), many.ask()):  # some pages are there with many alone
                pass
    long = [label for label in many.took if "long" in label or "further up" in label]
    search = [label for label in many.took if "search" in label]
    lists = [label for label in many.took if label not in (*long, *search)]
    both = [label for label in lists if _alike(few.size.get(label, 0), many.size[label])]
    left_out = len(lists) - len(both)
    return [_beside(few, many, both, (less, count), left_out), _long(many, long), _search(few, many, search)]


@contextmanager
def _desk(folder: Path, count: tuple[int, int]) -> Iterator[Desk]:
    folder.mkdir()
    with Stack(folder, parts=("redis",), database=Kept(f"{count[0]}_{count[1]}")) as stack:
        yield Desk(stack, count)


def _beside(
    few: Desk, many: Desk, labels: list[str], counts: tuple[tuple[int, int], ...], left_out: int
) -> Figure:
    times = {label: _times(few.rounds(label), many.rounds(label)) for label in labels}
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
        f"times of the page that differs most, the median of its rounds; at their quickest {told} ms; "
        f"{most} queries at most; {left_out} pages are left out, which with few are not there or draw less; "
        f"filled in {many.filled_s:.0f} s (next to nothing where it was kept)",
    )


def _alike(one: int, other: int) -> bool:
    """Whether two pages of so many bytes draw as much; else less is to be done for one, whatever there is beside."""
    return abs(one - other) <= UNLIKE * max(one, other)


def _times(few: Sequence[float], many: Sequence[float]) -> float:
    """How many times as long it takes, by the rounds: of one, both are asked within a second of each other, while the
    processor is as quick for one as for the other, which it is not from one minute to the next.
    """
    return median(one / other for one, other in zip(many, few, strict=True))


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


def _search(few: Desk, many: Desk, labels: list[str]) -> Figure:
    took = spread(list(chain.from_iterable(many.took[label] for label in labels)))
    least = spread([few.best(label) for label in labels if label in few.took])
    slowest = max(labels, key=many.best)
    return Figure(
        "search",
        "server time of a page of what was searched for: a common word, two words, a name",
        "ms",
        took,
        {"with few, at its quickest": least},
        round(took["p95"] / least["p95"], 3),
        f"p95 under {MOST_SEARCH_MS} ms",
        took["p95"] < MOST_SEARCH_MS,
        f"slowest: {slowest}, {many.best(slowest) * 1000:.0f} ms at its quickest",
    )
