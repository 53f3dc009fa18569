"""Henrik looks at what each AI's confidence is worth."""

import re

import pytest
from django.test import Client

from handoff import calibrations
from handoff.assist.calibration import Curve, fit
from handoff.assist.reliability import bins
from handoff.models import Draft, Source
from handoff.vocabulary import Finding
from inbox.control.calibration import _figures
from inbox.control.drawing import SIZE, draw
from tests import factories
from tests.handoff.assist.test_calibration import boastful

pytestmark = pytest.mark.django_db
DRAWN = re.compile(r' (?:d|cx|cy|r|x|y)="[^"]*"')


@pytest.fixture(autouse=True)
def forgotten() -> None:
    _figures.cache_clear()


def judged(source: Source, n: int) -> None:
    """So many drafts of a boastful source met their fate."""
    conversation = factories.hears()
    conversation.source = source
    seen = boastful(n)
    for raw, right in zip(seen.raw, seen.right, strict=True):
        draft = Draft.objects.create(
            conversation=conversation,
            origin="held",
            status="approved",
            text="Yes.",
            raw_confidence=raw,
            answers=1,
            created_at=conversation.created_at,
            ended_at=conversation.created_at,
        )
        calibrations.on_draft(draft, Finding.RIGHT if right else Finding.WRONG)
    calibrations.refit()


def page(client: Client, language: str = "en") -> str:
    response = client.get("/control/calibration/", headers={"Accept-Language": language})
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_house_without_a_source_says_so(henrik: Client) -> None:
    assert "No source yet" in page(henrik)


def test_too_little_evidence_is_said_plainly(henrik: Client) -> None:
    factories.source("Phone")
    judged(factories.source("Web chat"), 12)
    shown = page(henrik)
    assert "Not enough evidence yet: 12 verdicts, about 50 are needed" in shown
    assert "Not enough evidence yet: 0 verdicts" in shown
    assert shown.index("Web chat") < shown.index("Phone"), "the most judged first"


def test_enough_of_it_shows_said_against_found_in_a_drawing_and_in_words(henrik: Client) -> None:
    source = factories.source("Web <i>chat</i>")
    judged(source, 120)
    shown = page(henrik).split("</section>")[0]
    version = calibrations.live(calibrations.Whose(source.pk))
    assert version is not None
    counts = f"{version.curve.trusted(0.9):.2f}".lstrip("0")
    assert "Not enough evidence" not in shown
    assert "Web &lt;i&gt;chat&lt;/i&gt;" in shown
    assert f'<td class="num">{counts}</td>' in shown
    assert shown.count('<circle class="point"') == 6
    assert f"version {version.pk}" in shown


def test_a_drawing_is_drawn_alike_in_every_language(henrik: Client) -> None:
    judged(factories.source(), 120)
    english, german = (DRAWN.findall(page(henrik, language)) for language in ("en", "de"))
    assert len(german) > 20
    assert german == english


def test_a_drawing_stays_within_its_square() -> None:
    seen = boastful(200)
    drawing = draw(fit(seen), bins(seen.raw, seen))
    numbers = [float(one) for part in (drawing.curve, drawing.band.rstrip("Z")) for one in coordinates(part)]
    assert all(0 <= number <= SIZE for number in numbers)
    assert all(point.top <= point.y <= point.bottom for point in drawing.points)
    assert draw(Curve(), []).points == []


def coordinates(path: str) -> list[str]:
    return path.removeprefix("M").replace("L", " ").split()
