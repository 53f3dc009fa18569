"""What a long run tells before its end: each failure, each second try and each slow test as soon as it is over."""

import pytest

SLOW = 20.0
"""Seconds after which a test is named."""


class Telling:
    """A plugin for the process that reports, which is not the one that runs tests where several do."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self.terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of a test is over."""
        outcome: str = report.outcome
        if outcome == "failed":
            self._say(f"{report.nodeid} failed in its {report.when}: {_why(report)}")
        elif outcome == "rerun":  # of pytest-rerunfailures; nothing else would tell why
            self._say(
                f"{report.nodeid} failed in its {report.when} and is tried again:\n{report.longreprtext}"
            )
        elif report.duration > SLOW:
            self._say(f"{report.nodeid} took {report.duration:.0f} s for its {report.when}")

    def _say(self, line: str) -> None:
        self.terminal.ensure_newline()
        self.terminal.write_line(line)


def _why(report: pytest.TestReport) -> str:
    """The last lines of what is to be said of it, as one."""
    crash = getattr(report.longrepr, "reprcrash", None)
    told = crash.message if crash else str(report.longrepr)
    return " ".join(told.split())[:400]
