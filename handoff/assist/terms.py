"""Words to terms: what two texts must share to be about the same thing."""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TAIL = re.compile(r"(?:n['’]t|['’](?:s|m|re|ve|ll|d))\b", re.IGNORECASE)
_STOP_WORDS = """
    a about after all also am an and any anybody anyone anything are around as at back be because been
    before being but by can ca cannot could did do does doing done either ever every for from further get
    gets getting give go goes going gone got had has have having he hello help her here hey hi him his how
    however i if in into is it its just kind know let like look make many may maybe me might more most
    much must my need no not now of off oh ok okay on one only or other our out over own per please put
    quite really same say see seem shall she should since so some somebody something soon still such sure
    take takes tell than thank thanks that the their them then there these they thing think this those
    through to too under until up upon us use used very wanna want wanted was way we well were what when
    where whether which while who whom whose why will with within without wo wonder would yes yet you your
    yours alle av bare ble bli da de deg dem den der dere det dette din du eller en er et fikk fra få får
    ha hadde han har hei hva hvis hvor hvordan hvorfor ikke ingen jeg kan kunne man med meg men min mitt
    mye noe noen nå når og også om opp oss på sa seg selv si skal som så takk til ut var ved vi vil ville
    være vær å
"""
_STOP = frozenset(_STOP_WORDS.split())
# What customers say, and the word that help texts tend to use for it.
_KIN = {
    "ship": "deliver delivery dispatch send sent freight",
    "cost": "costs price fee charges",
    "payment": "pay paid payments",
    "repair": "fix mend",
    "store": "shop",
    "exchange": "swap",
    "warranty": "guarantee",
    "backpack": "rucksack",
    "rent": "rental hire",
    "mould": "mouldy musty mold moldy",
}
_LONGEST = 40  # letters of a word that count; real ones are shorter
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()


def words(text: str) -> list[str]:
    """The words of `text` in order, lower case; numbers and names such as `fj-48213` are words too."""
    return [match.group()[:_LONGEST].lower() for match in _WORD.finditer(_TAIL.sub("", text))]


def term(word: str) -> str:
    """The form under which `word` is looked up: its stem, or that of its usual synonym."""
    stem = _stem(word)
    return _TO_KIN.get(stem, stem)


def terms(text: str) -> list[str]:
    """The terms of `text` in order, without the words that every text has."""
    return [term(word) for word in words(text) if word not in _STOP]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    with _STEMMING:  # the stemmer keeps its word on itself while it works
        return str(_STEMMER.stemWord(word))


_TO_KIN = {_stem(said): _stem(kin) for kin, says in _KIN.items() for said in says.split()}
