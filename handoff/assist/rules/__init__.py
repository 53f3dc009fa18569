"""Exclusions in plain language: a sentence becomes a rule that can be seen, and texts are matched against it."""
