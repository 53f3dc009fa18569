"""What a rule is about: its words with all that says the same, and the library's topics that they name."""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import log

from handoff.assist.rules.library import spoken, topics
from handoff.assist.rules.words import alike, phrases, plain, stem, stems
from handoff.policy.rule import Concept, Part

_SMALL_WORDS = """
    a an the any anything anyone anybody all about of to for with in on at by or and is are was were
    be been being do does did no not our us we their them they it its that which who whose when
    where what how why whether such as from customer customers person guest client clients user
    users ask asks asking question questions request requests enquiry enquiries inquiry problem
    problems issue issues matter matters regarding concerning related everything something somebody
    someone other has have having want wants get gets getting rund um want wanted one ones if my
    your his her i you he she this these those there will would can could should may might must only
    just also very too so than then but into out up off over more most some every each own say says
    said use uses using thing things stuff kind sort make makes made got take takes taken takes need
    needs would like us me him tell tells telling know go goes going come comes people topic topics
    case cases please anyhow etc mention mentions mentioning really still again already yet
    cause causes caused causing because due wegen whatever
"""
_UNHEARD = 1 / 119
_PAIR = 2
LINK = 0.45
"""Share of a part's words that a topic's name must cover to be meant by it."""


def concept(pieces: Sequence[tuple[str, str]]) -> Concept:
    """A concept of texts that stand side by side, each with what joins it to the one before."""
    whole = "".join(_joined(join, text) for join, text in pieces)
    ways = list(dict.fromkeys([*([whole] if len(pieces) > 1 else []), *_ways(pieces)]))
    return Concept(whole, tuple(part(way) for way in ways if content(way)))


def part(text: str) -> Part:
    """One way to say it, with its words and topics."""
    words = tuple((word, *(kin for kin in _kin(word, text) if kin != word)) for word in counted(text))
    return Part(text, words, linked(text))


def content(text: str) -> list[str]:
    """The words of a text that say what it is about, German ones in English."""
    return [word for word in plain(text).lower().replace("’", "'").split() if _core(word)]


def counted(text: str) -> list[str]:
    """The words that count, each once, phrases that have synonyms as one."""
    words = [_core(word) for word in content(text)]
    found: list[str] = []
    while words:
        size = next((size for size in (3, 2) if len(words) >= size and alike(" ".join(words[:size]))), 1)
        found.append(" ".join(words[:size]))
        words = words[size:]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def weight(word: str) -> float:
    """How much a word tells: the less of the library's topics have it, the more."""
    share = spoken().get(" ".join(stems(word)), 0.0)
    return log(1 / (share + _UNHEARD))


def linked(text: str) -> tuple[str, ...]:
    """The topics of the library that a text names."""
    said = _senses(text)
    found = _found(said) or _found(_with_kin(said))
    return tuple(name for _, name in sorted(found, reverse=True)[:_PAIR])


def _found(said: dict[str, frozenset[str]]) -> list[tuple[float, str]]:
    total = sum(weight(word) for word in said)
    best: dict[str, float] = {}
    for name, way in {
        one for senses in said.values() for sense in senses for one in _naming().get(sense, ())
    }:
        best[name] = max(best.get(name, 0.0), _named_by(way, said, total))
    return [(share, name) for name, share in best.items() if share >= LINK]


def _with_kin(said: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The words with all that says the same: where no topic has them as they are, one may have a synonym."""
    return {word: senses | {" ".join(stems(other)) for other in alike(word)} for word, senses in said.items()}


def _named_by(way: frozenset[str], said: dict[str, frozenset[str]], total: float) -> float:
    """The share of the words of a text that one name of a topic has, where they have all of it."""
    common = [word for word, senses in said.items() if senses & way]
    held = {one for word in common for one in said[word] & way}
    return sum(weight(word) for word in common) / total if held >= way and total else 0.0


def _senses(text: str) -> dict[str, frozenset[str]]:
    return {word: frozenset({" ".join(stems(word))}) for word in counted(text)}


@cache
def _named() -> dict[str, tuple[frozenset[str], ...]]:
    """The names of each topic as the stems of their words."""
    return {
        name: tuple(
            way
            for said in (name, *topic.said)
            if (way := frozenset(" ".join(stems(word)) for word in counted(said)))
        )
        for name, topic in topics().items()
    }


@cache
def _naming() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    """The topics and their names that have a stem."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for name, ways in _named().items():
        for way in ways:
            for one in way:
                found.setdefault(one, []).append((name, way))
    return {one: tuple(names) for one, names in found.items()}


@cache
def _single_names() -> frozenset[str]:
    return frozenset(next(iter(way)) for ways in _named().values() for way in ways if len(way) == 1)


def _joined(join: str, text: str) -> str:
    if not join:
        return text
    return f"{join} {text}" if join[:1] in ",;:" else f" {join} {text}"


def _ways(pieces: Sequence[tuple[str, str]]) -> list[str]:
    """Each piece by itself; one that is too short to stand alone borrows from its neighbour."""
    found: list[str] = []
    for at, (join, text) in enumerate(pieces):
        if at and (":" in join or (found and pieces[0][1] != text and _headed(pieces, at))):
            found.append(f"{pieces[0][1]} {text}")
        elif len(content(text)) > 1 or _stands_alone(text):
            found.append(text)
        elif at and "," not in join and len(pieces[at - 1][1].split()) > 1:
            found.append(_instead(pieces[at - 1][1], text))
        elif at + 1 < len(pieces) and "," not in pieces[at + 1][0] and len(content(pieces[at + 1][1])) > 1:
            found.append(f"{text} {' '.join(pieces[at + 1][1].split()[1:])}")
        else:
            found.append(text)
    return found


def _headed(pieces: Sequence[tuple[str, str]], at: int) -> bool:
    """Whether a colon stands between the first piece and this one."""
    return any(":" in join for join, _ in pieces[1 : at + 1])


def _stands_alone(text: str) -> bool:
    words = content(text)
    return len(words) == 1 and " ".join(stems(words[0])) in _single_names()


def _instead(before: str, text: str) -> str:
    """“complaints about an employee”, “driver”: complaints about a driver."""
    return " ".join([*before.split()[:-1], text])


def _core(word: str) -> str:
    word = word.strip(".,;:!?\"'()“”’…").removesuffix("'s").removesuffix("'ll")
    return (
        ""
        if word in _small()
        or (stem(word) in _small_stems() and len(word) <= 3)
        or not any(c.isalnum() for c in word)
        else word
    )


@cache
def _small() -> frozenset[str]:
    return frozenset(_SMALL_WORDS.split())


@cache
def _small_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _small())


def _kin(word: str, _: str) -> tuple[str, ...]:
    return alike(word)


def covered(one: Part, said: frozenset[str]) -> tuple[float, float, tuple[str, ...]]:
    """How much of a part the phrases of a text say: with synonyms, in its very words, and the words that do."""
    total = held = exact = 0.0
    found = []
    for word, *kin in one.words:
        worth = weight(word)
        total += worth
        if _form(word) in said:
            held, exact = held + worth, exact + worth
            found.append(word)
        elif hit := next((other for other in kin if _form(other) in said), ""):
            held += _SYNONYM * worth
            found.append(hit)
    return (held / total, exact / total, tuple(found)) if total else (0.0, 0.0, ())


_SYNONYM = 0.85


@lru_cache(maxsize=20_000)
def _form(word: str) -> str:
    return " ".join(stems(word))


def looked_up(text: str) -> frozenset[str]:
    """What `covered` wants of a text."""
    return phrases(stems(plain(text)))
