"""CLINC150 (Larson et al. 2019, EMNLP D19-1131): 150 intents of an assistant, and questions that fit none."""

from collections.abc import Iterator
from pathlib import Path

from handoff.evaluate import intents, measures
from handoff.evaluate.figures import Figure, Options, drawn

DATASET = "clinc150"
OUT_OF_SCOPE = 2 / 11
"""The share of questions without an intent in the published test set."""
NOTE = "out-of-scope weighed as 18 % of the questions"


def measure(data: Path, options: Options) -> Iterator[Figure]:
    """Fitted on the training rows without any question out of scope; all of those are asked, with the validation."""
    train = intents.of(data, DATASET, "train")
    asked = [*intents.of(data, DATASET, "val"), *(row for row in train if row.oos)]
    _, engine = intents.built([row for row in train if not row.oos], options)
    told = intents.told(engine, asked)
    count = len(asked)
    yield drawn("clinc", "in-scope accuracy", measures.accuracy(told), count)
    yield drawn("clinc", "out-of-scope AUROC", measures.auroc(told), count)
    for error in (0.02, 0.05):
        value = measures.coverage(told, error, OUT_OF_SCOPE)
        yield drawn("clinc", f"coverage at {error:.0%} error", value, count, NOTE)
    yield drawn("clinc", "calibration error", measures.calibration(told, OUT_OF_SCOPE), count, NOTE)
