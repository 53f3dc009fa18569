"""Within which time a customer was promised an answer."""

from handoff.policy.document import Document, Promise


def promised(document: Document, topic: str, source: str, customer_tier: str) -> int | None:
    """Seconds, by the promise that says most of this case; None where nothing was promised.

    A topic weighs more than a customer's tier, and that more than a source.
    """
    told = {"topic": topic, "customer_tier": customer_tier, "source": source}
    fitting = [promise for promise in document.promises if _fits(promise, told)]
    return max(fitting, key=_particular).answer_s if fitting else None


def _fits(promise: Promise, told: dict[str, str]) -> bool:
    return all(getattr(promise, name).casefold() in ("", value.casefold()) for name, value in told.items())


def _particular(promise: Promise) -> tuple[bool, bool, bool]:
    return bool(promise.topic), bool(promise.customer_tier), bool(promise.source)
