"""The tests. `tests.settings` are their settings, `tests.required` says what they need of the machine."""
