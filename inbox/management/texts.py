"""Every text of the screens, found in code, templates and scripts, and the catalogues brought up to date with them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from inbox.catalogues import PAGES, SCRIPTS, WRITTEN

TRANSLATORS = {"django.utils.translation", "handoff.tongue"}
PLURAL = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy", "say_many"}
SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy", "say", "noted"}
HEAD = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""
STRING = r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(u?{STRING}(?:, ?u?{STRING})?(?:, ?u?{STRING})?")
CHOSEN = re.compile(r"""\bphrases?\([^"'`,)]*\?\s*["'`].*""")
"""A text of a script that is chosen inside the call: it would be missed."""
IN_SCRIPT = re.compile(rf"\b(phrase|phrases)\(\s*{STRING}(?:,\s*{STRING})?")


class Text(NamedTuple):
    """A text of the screens, its plural and its context where it has them, and the file that says it."""

    one: str
    many: str
    context: str
    file: str


class Unreadable(Exception):
    """A text that is made at run time, so that nobody could translate it."""


def of_pages() -> list[Text]:
    """The texts of Python and of templates. Raises Unreadable."""
    root = Path(settings.BASE_DIR)
    code = [file for room in ("handoff", "inbox") for file in sorted((root / room).rglob("*.py"))]
    found = [text for file in code if "migrations" not in file.parts for text in _of_code(file, root)]
    pages = sorted(file for file in (root / "templates").rglob("*.*") if file.suffix in (".html", ".jinja"))
    return found + [text for file in pages for text in _of_template(file, root)]


def of_scripts() -> list[Text]:
    """The texts of the modules under `static/js`."""
    root = Path(settings.BASE_DIR)
    return [text for file in sorted((root / "static/js").rglob("*.js")) for text in _of_script(file, root)]


def gather(language: str) -> dict[Path, tuple[Catalog, Catalog]]:
    """Each catalogue of `language`: as it is written, and as it should be, with what was translated already."""
    folder = WRITTEN / language / "LC_MESSAGES"
    found = {PAGES: of_pages(), SCRIPTS: of_scripts()}
    return {
        folder / f"{name}.po": _renewed(folder / f"{name}.po", texts, language)
        for name, texts in found.items()
    }


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that a change is a small difference."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = HEAD.format(language=catalogue.locale_identifier, plurals=catalogue.plural_forms)
    with path.open("wb") as po:
        po.write(head.encode())
        write_po(po, catalogue, width=110, omit_header=True, sort_by_file=True, include_lineno=False)


def _renewed(path: Path, texts: list[Text], language: str) -> tuple[Catalog, Catalog]:
    fresh = _empty(language)
    for text in texts:
        key = (text.one, text.many) if text.many else text.one
        fresh.add(key, locations=[(text.file, 0)], context=text.context or None)
    if not path.exists():
        return _empty(language), fresh
    with path.open("rb") as po:
        written = read_po(po, locale=language)
    for message in fresh:
        known = written.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = known.string
    return written, fresh


def _empty(language: str) -> Catalog:
    return Catalog(locale=language, fuzzy=False)


def _of_code(file: Path, root: Path) -> Iterator[Text]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    known = {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in TRANSLATORS
        for name in node.names
    }
    if file.name == "tongue.py":
        known["say"] = "say"  # which it defines
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(_called(node.func, known), node, str(file.relative_to(root)))


def _called(name: ast.expr, known: dict[str, str]) -> str:
    """What is called: a translator by whatever name it was imported, or as part of its module."""
    if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
        return name.attr if name.value.id in ("translation", "tongue") else ""
    return known.get(name.id, "") if isinstance(name, ast.Name) else ""


def _of_call(name: str, call: ast.Call, file: str) -> Iterator[Text]:
    if name not in PLURAL | SINGLE or not call.args:
        return
    strings = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if not strings:
        if not isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
            return  # said by its name: it was noted where it stands
        raise Unreadable(f"{file}:{call.lineno}: {ast.unparse(call)}")
    context = strings.pop(0) if name.lstrip("n").startswith("p") else ""
    yield Text(strings[0], strings[1] if name in PLURAL else "", context, file)


def _of_template(file: Path, root: Path) -> Iterator[Text]:
    for name, *told in IN_TEMPLATE.findall(templatize(file.read_text(encoding="utf-8"))):
        strings = [ast.literal_eval(one) for one in told if one]
        context = strings.pop(0) if "p" in name else ""
        yield Text(
            strings[0], strings[1] if name.startswith("n") else "", context, str(file.relative_to(root))
        )


def _of_script(file: Path, root: Path) -> Iterator[Text]:
    script = file.read_text(encoding="utf-8")
    if chosen := CHOSEN.search(script):
        raise Unreadable(f"{file}: {chosen[0]}")
    for name, one, many in IN_SCRIPT.findall(script):
        for text in (one, many if name == "phrases" else ""):
            if text:
                yield Text(ast.literal_eval(text), "", "", str(file.relative_to(root)))
