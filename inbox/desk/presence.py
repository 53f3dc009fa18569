"""Who has which conversation before them, told from process to process. A mark that is not renewed goes by itself."""

import time
from collections.abc import Iterable

from inbox.bells import Viewing

LASTS = 25.0
RENEWED = 10.0


class Presence:
    """The people of all processes who look at a conversation, as far as this one has heard."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[int, tuple[Viewing, float]]] = {}
        self.changed = False

    def hear(self, viewings: Iterable[Viewing]) -> None:
        """Somebody looks, still looks, or looks no more."""
        for one in viewings:
            people = self._seen.setdefault(one.conversation, {})
            self.changed |= (one.person in people) != one.on
            if one.on:
                people[one.person] = (one, time.monotonic() + LASTS)
            else:
                people.pop(one.person, None)

    def forget(self) -> None:
        """Let go whose mark was not renewed."""
        for conversation, people in list(self._seen.items()):
            late = [person for person, (_, until) in people.items() if until < time.monotonic()]
            for person in late:
                del people[person]
            self.changed |= bool(late)
            if not people:
                del self._seen[conversation]

    def of(self, conversations: Iterable[int], *, but: int) -> dict[int, tuple[Viewing, ...]]:
        """Who looks at these conversations, without person `but`; those that nobody looks at are left out."""
        shown = self._seen.keys() & set(conversations)
        found = {pk: self._others(pk, but) for pk in shown}
        return {pk: others for pk, others in found.items() if others}

    def _others(self, conversation: int, but: int) -> tuple[Viewing, ...]:
        people = (one for one, _ in self._seen[conversation].values() if one.person != but)
        return tuple(sorted(people, key=lambda one: (one.who, one.person)))
