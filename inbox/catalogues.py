"""The texts of the screens in other languages: written in `inbox/locale/*.po`, compiled where they are needed.

No tool and no step does it: whoever starts first writes what is out of date to VAR_DIR, in a moment.
"""

import json
import os
import tempfile
from functools import cache
from gettext import GNUTranslations
from hashlib import sha256
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings

WRITTEN = Path(__file__).parent / "locale"
PAGES, SCRIPTS = "django", "djangojs"


def compile_all() -> None:
    """Compile each catalogue that has changed since it was compiled."""
    for po in sorted(WRITTEN.glob("*/LC_MESSAGES/*.po")):
        mo = _compiled(po)
        told = po.stat().st_mtime_ns
        if not mo.exists() or mo.stat().st_mtime_ns != told:
            _compile(po, mo)
            os.utime(mo, ns=(told, told))


def _compiled(po: Path) -> Path:
    return (Path(settings.LOCALE_PATHS[0]) / po.relative_to(WRITTEN)).with_suffix(".mo")


def _compile(po: Path, mo: Path) -> None:
    """Under another name first: somebody may be reading, or writing the same."""
    mo.parent.mkdir(parents=True, exist_ok=True)
    with po.open("rb") as written:
        catalogue = read_po(written)
    with tempfile.NamedTemporaryFile(dir=mo.parent, delete=False) as compiled:
        write_mo(compiled, catalogue)
    Path(compiled.name).replace(mo)


@cache
def of_scripts(language: str) -> str:
    """What the scripts of a page say in `language`, as JSON; empty where they speak it already."""
    mo = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / f"{SCRIPTS}.mo"
    if not mo.exists():
        return ""
    with mo.open("rb") as compiled:
        texts = vars(GNUTranslations(compiled))["_catalog"]
    return json.dumps({text: said for text, said in texts.items() if text}, ensure_ascii=False)


@cache
def mark_of_scripts(language: str) -> str:
    """Another one as soon as `of_scripts` is; empty where that is."""
    texts = of_scripts(language)
    return sha256(texts.encode()).hexdigest()[:12] if texts else ""
