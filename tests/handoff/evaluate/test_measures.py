"""The measures of answering with confidence, on figures small enough to work out by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from handoff.evaluate import measures
from handoff.evaluate.intents import Told


def told(*rows: tuple[float, str]) -> Told:
    """Confidence and whether the answer was right, wrong, or nothing would have been right (out)."""
    confidence, came = zip(*rows, strict=True)
    return Told(np.array(confidence), _are(came, "right"), _are(came, "out"))


def _are(came: Sequence[str], what: str) -> np.ndarray:
    return np.array([one == what for one in came])


MIXED = told((0.9, "right"), (0.8, "right"), (0.7, "wrong"), (0.6, "right"), (0.5, "out"))
ALL = np.arange(5)


def test_accuracy_leaves_out_what_has_no_answer() -> None:
    assert measures.accuracy(MIXED)(ALL) == 0.75


def test_auroc_compares_questions_with_and_without_an_answer() -> None:
    assert measures.auroc(MIXED)(ALL) == 1.0
    assert measures.auroc(told((0.2, "right"), (0.4, "right"), (0.3, "out")))(np.arange(3)) == 0.5


@pytest.mark.parametrize(("error", "share"), [(0.0, 0.4), (0.25, 0.8), (0.3, 0.8), (0.4, 1.0)])
def test_coverage_is_the_most_that_can_be_answered(error: float, share: float) -> None:
    assert measures.coverage(MIXED, error)(ALL) == pytest.approx(share)


def test_questions_out_of_scope_can_be_weighed_as_if_there_were_more() -> None:
    assert measures.coverage(MIXED, 0.25, 0.5)(ALL) == pytest.approx(0.5)


def test_calibration_error_is_the_mean_distance_over_bins() -> None:
    sure = told(*[(1.0, "right")] * 15, *[(0.5, "wrong")] * 15)
    assert measures.calibration(sure)(np.arange(30)) == pytest.approx(0.25)
