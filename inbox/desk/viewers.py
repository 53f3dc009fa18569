"""Whoever holds a screen up that the hub keeps right."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handoff.models import Person
from inbox.bells import Typing, Viewing
from inbox.desk.heard import Told
from inbox.desk.screens import Screen


class Viewer(ABC):
    """Whoever holds a screen up."""

    screen: Screen
    person: Person
    looking = True
    greeted: frozenset[str] | None = None
    """What it was told aloud when it came; before that nobody knows that the person may be here."""
    absent_since: datetime
    """Until when the page, or the one that it follows, surely heard all."""
    viewing: int | None = None
    viewers: Mapping[int, tuple[Viewing, ...]] = MappingProxyType({})

    @property
    def sight(self) -> int | None:
        """The conversation that the person has before them, and may see."""
        return self.screen.conversation if self.looking and not self.screen.fresh else None

    @abstractmethod
    async def show_viewers(self, conversation: int, people: tuple[Viewing, ...]) -> None:
        """Others look at a conversation that the page shows."""

    @abstractmethod
    async def notify(self, told: Told) -> None:
        """Something that the person wants to hear of."""

    @abstractmethod
    async def show(self, screen: Screen, html: str) -> None:
        """Bring the page up to date, if it still shows `screen`."""

    @abstractmethod
    async def dismiss(self) -> None:
        """The person may be here no longer."""

    @abstractmethod
    async def show_typing(self, typing: Typing) -> None:
        """Somebody types in the open conversation."""
