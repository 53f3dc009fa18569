"""The subcommands of `manage.py policy`: one module each, and here the list of them.

Such a module has `HELP`, a sentence; `add_arguments(parser)`; and `run(command, options)`, which does it: it writes
to `command.stdout`, tells of what is amiss on `command.stderr`, and raises CommandError or a DomainError where it
fails. A word that Python keeps for itself has its module under that word with `_` behind.
"""

from typing import Final

SUBCOMMANDS: Final = (
    "compile",
    "diff",
    "draft",
    "explain",
    "export",
    "import",
    "list",
    "match",
    "publish",
    "rollback",
    "show",
    "verify",
)
