"""`manage.py policy`: all that the screens do with versions, for scripts."""

import io
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from handoff import drafting, policies, queues
from handoff.clock import now
from handoff.models import Conversation, Person, PolicyVersion
from handoff.policy import Document
from handoff.policy.document import Branch, Rung
from handoff.policy.terms import Overrun, RungKind, Status
from handoff.vocabulary import PersonRole
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def henrik(db: None) -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


def run(*arguments: object) -> Any:
    """What the command says in JSON, on standard output and nothing else."""
    out, err = io.StringIO(), io.StringIO()
    call_command("policy", *map(str, arguments), stdout=out, stderr=err)
    assert err.getvalue() == ""
    return json.loads(out.getvalue())


def stricter(tmp_path: Path, **parts: Any) -> Path:
    """A file with the live document, some parts of it replaced."""
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(run("export") | parts))
    return file


def test_what_is_exported_can_be_imported_changed_and_published(tmp_path: Path) -> None:
    first = run("show")
    assert (first["status"], first["document"]["send_from"]) == ("live", 0.86)
    drafted = run("import", stricter(tmp_path, send_from=0.9))
    assert drafted["status"] == "draft"
    assert [change["sentence"] for change in drafted["changes"]] == ["send from: .86 → .90"]
    assert policies.live().pk == first["version"]
    published = run("publish", drafted["version"], "--why", "Too many wrong answers", "--as", "henrik")
    assert published["status"] == "live"
    assert (policies.live().pk, policies.live().content.send_from) == (drafted["version"], 0.9)
    assert run("diff", first["version"], drafted["version"])["changes"] == drafted["changes"]


def test_at_once_and_back_again(tmp_path: Path) -> None:
    first = run("show")["version"]
    told = run("import", stricter(tmp_path, hold_from=0.7), "--publish", "--why", "Careful week")
    assert (told["status"], told["why"], told["author"]) == ("live", "Careful week", "henrik")
    assert run("rollback", first, "--why", "Too careful")["before"] == told["version"]
    listed = run("list")
    assert listed["live"] == first
    assert [(one["version"], one["why"]) for one in listed["publications"]][:2] == [
        (first, "Too careful"),
        (told["version"], "Careful week"),
    ]


def test_no_way_back_to_a_queue_that_was_removed(henrik: Person) -> None:
    first = run("show")["version"]
    rungs = (Rung(RungKind.HUMAN, queue="Advice", then=Overrun.EMAIL),)
    advice = factories.queue("Advice")
    gone = drafting.begin(by=henrik, document=Document(tree=(Branch(name="All", rungs=rungs),)))
    drafting.publish(gone.pk, revision=gone.revision, by=henrik, why="Advice first.")
    run("rollback", first, "--why", "As before")
    queues.remove(advice, by=henrik)
    with pytest.raises(CommandError, match=r"^tree\[0\]\.rungs\[0\]\.queue: There is no queue “Advice”\."):
        run("rollback", gone.pk, "--why", "Advice again")
    assert run("list")["live"] == first


def test_at_a_time_to_come_and_taken_back(tmp_path: Path) -> None:
    draft = run("import", stricter(tmp_path, hold_from=0.7))["version"]
    at = now() + timedelta(days=1)
    told = run("publish", draft, "--why", "From Monday on", "--at", at.isoformat())
    assert (told["status"], told["publish_at"]) == ("draft", at.isoformat())
    assert run("draft", draft, "--unschedule")["publish_at"] is None
    assert run("draft", draft, "--discard")["status"] == "discarded"


def test_a_draft_takes_over_what_went_live_since(tmp_path: Path, henrik: Person) -> None:
    draft = run("draft")["version"]
    run("import", stricter(tmp_path, send_from=0.95), "--into", draft)
    run("import", stricter(tmp_path, hold_from=0.7), "--publish", "--why", "Meanwhile")
    with pytest.raises(CommandError, match="Take it over first"):
        run("publish", draft, "--why", "Now")
    assert run("draft", draft, "--catch-up")["clashes"] == []
    run("publish", draft, "--why", "Now")
    live = policies.live().content
    assert (live.hold_from, live.send_from) == (0.7, 0.95)


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"own": [{"topic": "returns", "send_from": 2}]}, r"own\[0\]\.send_from"),
        ({"sned_from": 0.9}, "sned_from"),
        ({"triggers": {"anger": {"at": "much"}}}, r"triggers\[...\]\.at|triggers.*at"),
    ],
)
def test_a_fault_is_named_by_its_path(tmp_path: Path, parts: dict[str, Any], path: str) -> None:
    with pytest.raises(CommandError, match=path):
        run("import", stricter(tmp_path, **parts))
    assert PolicyVersion.objects.filter(status=Status.DRAFT).count() == 0


def test_faults_of_parts_that_do_not_fit_are_all_told(tmp_path: Path) -> None:
    file = stricter(tmp_path, hold_from=0.9, send_from=0.5, care={"after": [5, 2]})
    err = io.StringIO()
    with pytest.raises(CommandError, match="Faults: 2"):
        call_command("policy", "import", str(file), stdout=io.StringIO(), stderr=err)
    assert [line.split(": ")[0] for line in err.getvalue().splitlines()] == ["send_from", "care.after"]
    assert PolicyVersion.objects.filter(status=Status.DRAFT).count() == 0


def test_it_may_come_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(run("export") | {"send_from": 0.9}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert run("import", "-")["status"] == "draft"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "99"], "There is no version 99"),
        (["import", "/nowhere/policy.json"], "Cannot read"),
        (["publish", "99", "--why", "x"], "There is no version 99"),
        (["rollback", "99", "--why", "x"], "was never live"),
        (["import", __file__], "it is no JSON"),
        (["import", __file__, "--publish"], "--why"),
        (["draft", "--as", "nobody"], "There is no admin nobody"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*arguments)


def test_of_several_admins_one_is_named(henrik: Person) -> None:
    factories.person("Liv Moe", role=PersonRole.ADMIN)
    with pytest.raises(CommandError, match="Say --as whom: henrik, liv"):
        run("draft")
    assert run("draft", "--as", "liv")["author"] == "liv"
    factories.person("Mira Dahl")
    with pytest.raises(CommandError, match="There is no admin mira"):
        run("draft", "--as", "mira")


def test_at_a_terminal_it_reads_in_sentences(henrik: Person) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    drafting.begin(by=henrik)
    out = Terminal()
    call_command("policy", "show", stdout=out)
    assert "The AI sends from 0.86, a human approves from 0.60, below that a human answers." in out.getvalue()
    assert "Anger from 0.70, or grown by 0.50: hands off." in out.getvalue()
    out = Terminal()
    call_command("policy", "show", "--json", stdout=out)
    assert json.loads(out.getvalue())["status"] == "live"


def test_a_conversation_s_decisions_are_explained() -> None:
    factories.queue(default=True)
    ingrid = factories.proposes(factories.hears("Where are my poles?"), confidence=0.41)
    first, second = run("explain", ingrid.external_id)["decisions"]
    assert (first["action"], second["action"], second["replayed_same"]) == ("none", "handoff", True)
    assert second["message"]["text"] == "Where are my poles?"
    assert [check["trigger"] for check in second["checks"] if check["fired"]] == ["low_confidence"]
    assert second["thresholds"]["hold_from"] == 0.6
    assert second["would_have_changed_it"]["facts"][0]["changes"] == ["confidence were .60 or more"]
    calmer = factories.policy(hold_from=0.3).pk
    alone = run("explain", ingrid.pk, "--decision", second["decision"], "--against", calmer)["decisions"]
    assert [(one["version"], one["action"]) for one in alone[0]["other_versions"]] == [(calmer, "hold")]
    with pytest.raises(CommandError, match="no decision"):
        run("explain", ingrid.external_id, "--decision", 0)
    with pytest.raises(CommandError, match="There is no conversation nowhere"):
        run("explain", "nowhere")


def test_two_front_ends_may_have_the_same_name_for_it() -> None:
    factories.queue(default=True)
    ingrid = factories.hears()
    Conversation.objects.create(
        source=factories.source("Mail"),
        external_id=ingrid.external_id,
        customer=ingrid.customer,
        queue=ingrid.queue,
        created_at=now(),
        last_at=now(),
    )
    with pytest.raises(CommandError, match="say --source"):
        run("explain", ingrid.external_id)
    assert len(run("explain", ingrid.external_id, "--source", "Web chat")["decisions"]) == 1


def test_all_decisions_are_verified() -> None:
    factories.queue(default=True)
    ingrid = factories.proposes(factories.hears(), confidence=0.41)
    assert run("verify") == {"decisions": 2, "different": []}
    ingrid.decisions.filter(action="handoff").update(action="send")
    with pytest.raises(CommandError, match="fall otherwise: 1"):
        run("verify")
