"""The fields of the control room's forms."""

import pytest
from django.forms import ValidationError

from inbox.admin_forms import Topics


def test_topics_are_read_as_they_are_shown() -> None:
    topics = {"allergy": ["anaphylactic", "allergic shock"], "fire": ["on fire"]}
    shown = Topics().prepare_value(topics)
    assert shown == "allergy: anaphylactic, allergic shock\nfire: on fire"
    assert Topics().to_python(shown) == topics
    assert not Topics().has_changed(topics, shown)
    assert Topics().has_changed(topics, "")


@pytest.mark.parametrize("line", ["allergy", "allergy:", ": anaphylactic"])
def test_a_topic_without_a_name_or_a_phrase_is_refused(line: str) -> None:
    with pytest.raises(ValidationError, match="a name, a colon"):
        Topics().to_python(line)
