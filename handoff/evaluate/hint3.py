"""HINT3 (Arora et al. 2020, arXiv 2009.13833): real questions to three shops' bots, few to an intent.

The published test questions are no part of the data folder, so a fifth of the training rows is asked instead, with
questions to the bots of the two other shops as those out of scope. The published accuracies (in scope, full
training set) lie between 60 and 80 %, on harder questions: they are beside, not against, these figures.
"""

from collections.abc import Iterator
from pathlib import Path

from sklearn.model_selection import train_test_split

from handoff.evaluate import intents, measures
from handoff.evaluate.figures import Figure, Options, drawn

SHOPS = ("curekart", "powerplay11", "sofmattress")


def measure(data: Path, options: Options) -> Iterator[Figure]:
    """One shop after the other."""
    for shop in SHOPS:
        rows = intents.of(data, f"hint3-{shop}", "train")
        fitted, held = train_test_split(rows, test_size=0.2, random_state=0)
        others = [
            row
            for other in SHOPS
            if other != shop
            for row in intents.of(data, f"hint3-{other}", "train")[::5]
        ]
        strange = [
            intents.Labelled(id=r.id, text=r.text, intent="", oos=True, dataset="", split="") for r in others
        ]
        _, engine = intents.built(fitted, options)
        told = intents.told(engine, [*held, *strange])
        count = len(held) + len(strange)
        yield drawn("hint3", f"{shop}: accuracy", measures.accuracy(told), count)
        yield drawn("hint3", f"{shop}: other shops' questions, AUROC", measures.auroc(told), count)
