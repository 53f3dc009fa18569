"""The help centre of Fjell & Co, as a folder of Markdown and as lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from handoff.errors import Invalid
from handoff.knowledge.articles import articles
from handoff.knowledge.markdown import first_heading
from handoff.models import Article
from handoff.records import BadLine

POLES: dict[str, Any] = {"id": "poles", "title": "Missing poles", "text": "We send them."}


def found(path: Path) -> list[Article]:
    return [one.made for one in articles(path) if not isinstance(one, BadLine)]


def bad(path: Path) -> list[str]:
    return [str(one) for one in articles(path) if isinstance(one, BadLine)]


def line(folder: Path, **fields: Any) -> Path:
    file = folder / "articles.jsonl"
    file.write_text(json.dumps({**POLES, **fields}))
    return file


def page(folder: Path, text: str | bytes, name: str = "orders/missing-poles.md") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_a_page_with_front_matter_is_an_article_under_its_path(tmp_path: Path) -> None:
    front = (
        "---\ntitle: 'Poles: missing'\ntopic: orders\nurl: https://fjell.example/poles\ntags: [a, b]\n---\n"
    )

    (article,) = found(page(tmp_path, front + "# Other\n\nWe send them.\n"))

    assert (article.key, article.title, article.kind) == (
        "orders/missing-poles.md",
        "Poles: missing",
        "article",
    )
    assert (article.topic, article.url) == ("orders", "https://fjell.example/poles")
    assert article.text == "# Other\n\nWe send them."


def test_front_matter_can_make_a_macro_and_name_it(tmp_path: Path) -> None:
    (macro,) = found(
        page(tmp_path, "---\r\nkind: macro\r\nid: hello\r\ntitle: 2026\r\n---\r\nHi {customer}!\r\n")
    )

    assert (macro.key, macro.kind, macro.title, macro.text) == ("hello", "macro", "2026", "Hi {customer}!")


def test_without_front_matter_the_first_heading_is_the_title_and_else_the_name_of_the_file(
    tmp_path: Path,
) -> None:
    page(tmp_path, "Some words.\n\n## How we send poles ##\n\nBy post.", "a.md")
    page(tmp_path, "---\n\nA rule above, no front matter.", "b_lost-parcel.md")

    assert [article.title for article in found(tmp_path)] == ["How we send poles", "B lost parcel"]


def test_a_heading_in_a_block_of_code_is_none() -> None:
    assert first_heading("```\n# a comment\n```\n# Real *one*") == "Real *one*"
    assert first_heading("#hashtag\n####### seven\n#\n") == ""


def test_hidden_files_and_other_kinds_are_left_out_and_the_order_is_that_of_names(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.MARKDOWN", ".git/x.md", "a/.draft.md", "c.txt"):
        page(tmp_path, "Words.", name)

    assert [article.key for article in found(tmp_path)] == ["a/z.MARKDOWN", "b.md"]


def test_a_single_page_can_be_taken_by_itself(tmp_path: Path) -> None:
    page(tmp_path, "Words.", "help/poles.md")

    assert [article.key for article in found(tmp_path / "help" / "poles.md")] == ["poles.md"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"Gr\xf6\xdfe", "orders/missing-poles.md: not valid UTF-8"),
        ("---\ntitle: x\n---\n \n", "orders/missing-poles.md: text: missing or empty"),
        (
            "---\ntitle: a: b\n---\nWords",
            "orders/missing-poles.md: front matter: mapping values are not allowed",
        ),
        ("---\n- a\n- b\n---\nWords", "orders/missing-poles.md: front matter: must be names and values"),
        ("---\nkind: video\n---\nWords", "orders/missing-poles.md: kind: Invalid enum value"),
        ("---\nurl: javascript:alert(1)\n---\nWords", "orders/missing-poles.md: url: must begin with http"),
        ("Words \x00", "orders/missing-poles.md: text: A text may not hold U+0000"),
        ("x" * 100_001, "orders/missing-poles.md: text: Expected string of length <= 100000"),
    ],
)
def test_a_bad_page_is_named_and_the_others_are_kept(tmp_path: Path, text: str | bytes, reason: str) -> None:
    page(tmp_path, "Words.", "good.md")
    page(tmp_path, text)

    assert [article.key for article in found(tmp_path)] == ["good.md"]
    assert [told[: len(reason)] for told in bad(tmp_path)] == [reason]


def test_a_folder_without_pages_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no Markdown file"):
        found(tmp_path)


def test_a_line_is_an_article_or_a_macro(tmp_path: Path) -> None:
    (article,) = found(line(tmp_path, url=" http://fjell.example/a?b=1#c ", topic="orders"))
    assert (article.key, article.kind, article.title, article.text) == (
        "poles",
        "article",
        *list(POLES.values())[1:],
    )
    assert (article.url, article.topic) == ("http://fjell.example/a?b=1#c", "orders")

    (macro,) = found(line(tmp_path, kind="macro", url=None))
    assert (macro.kind, macro.url) == ("macro", "")


def test_a_list_of_questions_becomes_articles_that_say_what_they_are_about(tmp_path: Path) -> None:
    asked = {
        "title": None,
        "text": None,
        "question": "Pets?",
        "answer": "No.",
        "entity": "Hytta",
        "domain": "hotel",
    }

    (article,) = found(line(tmp_path, **asked))

    assert (article.title, article.text, article.topic) == ("Hytta: Pets?", "No.", "hotel")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//fjell.example/a",
        "/help",
        "ftp://fjell.example",
        "https://",
        "https://fjell .example/",
        "https://fjell.example/\u202ea",
        "http://[::1",
        "https://fjell.example/" + "a" * 500,
    ],
)
def test_only_links_to_the_web_are_taken(tmp_path: Path, url: str) -> None:
    assert bad(line(tmp_path, url=url))[0].startswith("line 1: url: ")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " "}, "line 1: title: missing or empty"),
        ({"title": "x" * 301}, "line 1: title: Expected string of length <= 300"),
        ({"title": None, "question": "x" * 301}, "line 1: title: 301 characters, at most 300"),
        ({"text": None}, "line 1: text: missing or empty"),
        ({"kind": "video"}, "line 1: kind: Invalid enum value 'video'"),
    ],
)
def test_a_bad_line_says_what_is_wrong_with_it(tmp_path: Path, fields: dict[str, Any], reason: str) -> None:
    assert bad(line(tmp_path, **fields)) == [reason]


@pytest.mark.parametrize(
    ("name", "count"), [("plausible", 132), ("abcd_guidelines", 55), ("faq.jsonl.gz", 14736)]
)
def test_everything_in_the_shared_knowledge_is_taken(shared_data: Path, name: str, count: int) -> None:
    assert bad(shared_data / "knowledge" / name) == []
    assert len(found(shared_data / "knowledge" / name)) == count
