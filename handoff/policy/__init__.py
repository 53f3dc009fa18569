"""Pure: facts in, a decision out. Simulation and production call the same `decide`."""

from handoff.policy.decide import Facts, Outcome, Signal, Trigger, decide
from handoff.policy.document import Document
from handoff.policy.lines import Line, Policy, policy_of

__all__ = ["Document", "Facts", "Line", "Outcome", "Policy", "Signal", "Trigger", "decide", "policy_of"]
