"""Pure: facts in, a decision out. Simulation and production call the same `decide`."""

from handoff.policy.decide import Facts, Outcome, Policy, Signal, Trigger, decide

__all__ = ["Facts", "Outcome", "Policy", "Signal", "Trigger", "decide"]
