"""The escalation tree: branches by their conditions, rungs by who is asked, for how long, and what happens then."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.policy import Document
from handoff.policy.document import Branch, Rung
from handoff.policy.terms import FieldKind, Overrun, RungKind
from handoff.tongue import say
from handoff.vocabulary import Answering, Mode
from inbox.control.policy import items
from inbox.control.policy.forms import Data, PartForm, Words
from inbox.control.policy.items import ItemForm
from inbox.control.policy.picture import lasting
from inbox.control.policy.words import ALL_TRIGGERS, ENGINES, FIELDS, MODES, OVERRUNS, RUNGS

QUEUES = forms.TextInput({"list": "policy-queues"})
SPARE = 2
"""Empty questions that a form offers."""


class BranchForm(ItemForm):
    """A branch without its rungs: those have forms of their own. A new one starts with a human and a supervisor."""

    name = forms.CharField(max_length=80, label=_("Name"))
    topics = Words()
    sources = Words()
    languages = Words(help_text=_("Codes: en, de."))
    customer_tiers = Words(label=_("Customer tiers"))
    skills = Words(label=_("Skills that it calls for"))
    triggers = forms.MultipleChoiceField(
        choices=list(ALL_TRIGGERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Triggers"),
    )

    def item(self, before: Branch | None) -> Branch:
        """The branch, with the rungs that it had."""
        told: dict[str, Any] = self.cleaned()
        rungs = msgspec.to_builtins(before.rungs if before else STARTING)
        return self.made(Branch, told | {"rungs": rungs})


STARTING = (
    Rung(kind=RungKind.HUMAN, timer_s=30 * 60, then=Overrun.SUPERVISOR),
    Rung(kind=RungKind.SUPERVISOR, timer_s=2 * 3600, then=Overrun.EMAIL),
)


class RungForm(ItemForm):
    """A rung; which fields count depends on its kind, and the page says which."""

    kind = forms.ChoiceField(choices=list(RUNGS.items()), label=_("Who is asked"))
    mode = forms.ChoiceField(choices=list(MODES.items()), label=_("How it pulls"))
    minutes = forms.FloatField(min_value=1 / 60, max_value=30 * 24 * 60, label=_("For (minutes)"))
    then = forms.ChoiceField(choices=list(OVERRUNS.items()), label=_("When that is over"))
    to = forms.CharField(required=False, max_length=128, label=_("The other queue"), widget=QUEUES)
    queue = forms.CharField(
        required=False,
        max_length=128,
        label=_("Queue of the human"),
        help_text=_("Empty: the topic’s."),
        widget=QUEUES,
    )
    skills = Words(label=_("Skills of the human"))
    engine = forms.ChoiceField(choices=list(ENGINES.items()), label=_("Engine of a senior AI"))
    source = forms.CharField(
        required=False,
        max_length=128,
        label=_("Source that answers"),
        widget=forms.TextInput({"list": "policy-sources"}),
    )

    def __init__(self, data: Data | None = None, *, path: str, **options: Any) -> None:
        super().__init__(data, path=path, **options)
        asked = self.initial.get("questions", ())
        count = min(len(asked), 50) if data is None else _asked(data)
        self.count = count + (SPARE if data is None else 0)
        for place in range(self.count):
            old = asked[place] if place < len(asked) else {}
            self.fields |= _question_fields(place, old)

    def item(self, before: Rung | None) -> Rung:
        """The rung, with the questions that have a label."""
        told = self.cleaned()
        values = {
            name: told[name] for name in ("kind", "mode", "then", "to", "queue", "skills", "engine", "source")
        }
        questions = [self._question(told, place) for place in range(self.count) if told[f"label_{place}"]]
        values |= {"timer_s": max(1, round(told["minutes"] * 60)), "questions": questions}
        return self.made(Rung, values)

    def _question(self, told: dict[str, Any], place: int) -> dict[str, Any]:
        label = told[f"label_{place}"]
        name = told[f"name_{place}"] or "_".join(label.casefold().rstrip("?").split())[:80]
        kind, required = told[f"kind_{place}"], told[f"required_{place}"]
        return {"name": name, "label": label, "kind": kind, "required": required}

    @property
    def questions(self) -> list[tuple[Any, ...]]:
        """The four fields of each question."""
        names = ("label", "name", "kind", "required")
        return [tuple(self[f"{name}_{place}"] for name in names) for place in range(self.count)]

    @property
    def said(self) -> str:
        """The rung in words."""
        told = self.initial or self.data
        kind, then = RUNGS.get(told["kind"], ""), OVERRUNS.get(told.get("then", ""), "")
        return say(
            "{who} for {time}, then {out}",
            who=kind,
            time=_lasting(told["minutes"]),
            out=told.get("to") or then,
        )

    @property
    def plain(self) -> list[Any]:
        """The fields of the rung itself."""
        return [self[name] for name in self.base_fields]


def _lasting(minutes: float | str) -> str:
    """Minutes as people read them; what was typed and is no number, as it stands."""
    try:
        return lasting(round(float(minutes) * 60))
    except (ValueError, OverflowError):
        return say("{n} min", n=minutes)


def _asked(data: Data) -> int:
    """How many questions a form came with."""
    return next((place for place in range(50) if f"label_{place}" not in data), 50)


def _question_fields(place: int, old: dict[str, Any]) -> dict[str, forms.Field]:
    return {
        f"label_{place}": forms.CharField(
            required=False, max_length=500, label=_("Question"), initial=old.get("label", "")
        ),
        f"name_{place}": forms.CharField(
            required=False, max_length=80, label=_("Name"), initial=old.get("name", "")
        ),
        f"kind_{place}": forms.ChoiceField(
            choices=list(FIELDS.items()), label=_("Takes"), initial=old.get("kind", FieldKind.TEXT)
        ),
        f"required_{place}": forms.BooleanField(
            required=False, label=_("Needed"), initial=old.get("required", True)
        ),
    }


def initial_rung(rung: Rung) -> dict[str, Any]:
    """A rung as the form’s values."""
    told: dict[str, Any] = msgspec.to_builtins(rung)
    minutes = told.pop("timer_s") / 60
    return told | {"minutes": int(minutes) if minutes == int(minutes) else round(minutes, 3)}


NEW_RUNG = {"kind": RungKind.HUMAN, "mode": Mode.HARD, "minutes": 30, "engine": Answering.EMBEDDED}


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One branch saved, removed or moved; a new one comes first, as the last takes everything. Raises Refused."""
    tree, form = items.changed(
        document.tree, data, path="tree", form=lambda data, path: BranchForm(data, path=path), first=True
    )
    if not tree:
        raise form.refuse(None, "A tree needs at least one branch.")
    return msgspec.structs.replace(document, tree=tree), form


def edit_rung(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One rung of the branch `branch` saved, removed or moved. Raises Refused, KeyError."""
    at = items.place(data, len(document.tree), "branch")
    if at is None:
        raise KeyError("branch")
    branch, path = document.tree[at], f"tree[{at}].rungs"
    rungs, form = items.changed(
        branch.rungs, data, path=path, form=lambda data, path: RungForm(data, path=path)
    )
    if not 1 <= len(rungs) <= 12:
        raise form.refuse(None, "A branch has 1 to 12 rungs.")
    tree = list(document.tree)
    tree[at] = msgspec.structs.replace(branch, rungs=rungs)
    return msgspec.structs.replace(document, tree=tuple(tree)), form
