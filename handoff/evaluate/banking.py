"""Banking77 (Casanueva et al. 2020, arXiv 2003.04807): 77 close intents of a bank's customers."""

from collections.abc import Iterator
from pathlib import Path

from sklearn.model_selection import train_test_split

from handoff.evaluate import intents, measures
from handoff.evaluate.figures import Figure, Options, drawn

DATASET = "banking77"
ASKED = 2000


def measure(data: Path, options: Options) -> Iterator[Figure]:
    """Fitted on all but 2,000 of the training rows, which are asked, as many of each intent as it has."""
    rows = intents.of(data, DATASET, "train")
    fitted, asked = train_test_split(
        rows, test_size=min(ASKED, len(rows) // 4), random_state=0, stratify=[row.intent for row in rows]
    )
    _, engine = intents.built(fitted, options)
    told = intents.told(engine, asked)
    yield drawn("banking77", "accuracy", measures.accuracy(told), len(asked))
    yield drawn("banking77", "coverage at 2% error", measures.coverage(told, 0.02), len(asked))
    yield drawn("banking77", "calibration error", measures.calibration(told), len(asked), "none out of scope")
