"""A policy read out."""

from handoff.policy import Document
from handoff.policy.document import Care, Described, Exclusion, Own, Promise, Risks, Setting
from handoff.policy.prose import prose
from handoff.vocabulary import Mode, TriggerName


def test_each_thing_that_it_says_is_a_sentence() -> None:
    told = prose(
        Document(
            triggers={
                TriggerName.ANGER: Setting(at=0.8, rise=1, mode=Mode.SOFT),
                TriggerName.LOW_CONFIDENCE: Setting(on=False),
            },
            own=(Own(topic="returns", source="Web chat", send_from=0.9),),
            risks=Risks(
                off=("legal",),
                added={"recall": ("call back the stove",)},
                described={"avalanche": Described("anybody buried in snow")},
            ),
            exclusions=(Exclusion(key="refunds", sentence="Refunds over 100 dollars"),),
            care=Care(),
            promises=(Promise(topic="returns", answer_s=600),),
        )
    )
    assert told == [
        "The AI sends from 0.86, a human approves from 0.60, below that a human answers.",
        "Asks for a human from 0.50: hands off.",
        "Low confidence: off.",
        "Anger from 0.80: offers a human.",
        "High risk from 0.50: hands off.",
        "Time to answer with 120 seconds left: hands off.",
        "Failed attempts after 3: hands off.",
        "Unanswered: off.",
        "For returns of Web chat: sends from 0.90.",
        "No high risk: legal.",
        "High risk too: recall (call back the stove).",
        "High risk too: avalanche, which is “anybody buried in snow”.",
        "Never the AI: “Refunds over 100 dollars”.",
        "Branch 1, Everything else: human for 30 min or else supervisor, then supervisor for 120 min or else email.",
        "Who waits hears from us after 2, 5, 15 minutes, then every 30, at most 5 times.",
        "returns is answered within 10 minutes.",
    ]
