"""Search: over what was said and noted, and over the customers who said it, as far as a person may see it."""

from handoff.search.asking import LONGEST, Asked, ask
from handoff.search.finding import MOST, Found, Hit, find
from handoff.search.spans import excerpt, spans

__all__ = ["LONGEST", "MOST", "Asked", "Found", "Hit", "ask", "excerpt", "find", "spans"]
