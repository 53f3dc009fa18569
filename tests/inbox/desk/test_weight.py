"""What a browser has to fetch for the desk: little, as agents open it on trains."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from handoff.models import Queue
from inbox.static_files import smaller
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

KIB = 1000
ADDRESS = re.compile(r'<(?:script|link)[^>]+(?:src|href)="([^"]+\.(?:js|css))"')
ON_DEMAND = re.compile(r'import\("\./([\w-]+\.js)"\)')
IMPORT = re.compile(r'^import [^;]*"\./([\w-]+\.js)"', re.MULTILINE)
OWN = Path(__file__).parents[3] / "static"


def fetched(page: str) -> set[Path]:
    """The scripts and styles that a page names, with all that these import."""
    found: set[Path] = set()
    left = [Path(str(finders.find(path.removeprefix(static(""))))) for path in ADDRESS.findall(page)]
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            left += [file.parent / name for name in IMPORT.findall(file.read_text(encoding="utf-8"))]
    return found


def weight(files: set[Path]) -> float:
    """Kilobytes as they are served, gzipped."""
    served = (
        smaller(file.read_bytes()) if file.suffix == ".js" and file.is_relative_to(OWN) else file.read_bytes()
        for file in files
    )
    return sum(len(gzip.compress(content)) for content in served) / KIB


def test_a_script_is_served_without_its_comments_and_with_every_text() -> None:
    script = b"// why\nconst said = `two  // lines\n  of ${who} /* said */`; /* more */ const found = /\\/\\/ x/;\n"
    served = smaller(script)
    assert b"why" not in served
    assert b"more" not in served
    assert b"`two  // lines\n  of ${who} /* said */`" in served
    assert b"/\\/\\/ x/" in served


def test_the_desk_weighs_little(mira: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders)
    files = fetched(text_of(mira.opens("conversation", "mine", one.pk)))
    own = {file for file in files if file.suffix == ".js" and file.is_relative_to(OWN)}
    assert {"desk.js", "live.js", "rows.js", "further.js"} <= {file.name for file in own}
    assert any("htmx" in file.name for file in files)
    later = {
        file.parent / name for file in own for name in ON_DEMAND.findall(file.read_text(encoding="utf-8"))
    }
    assert {"palette.js", "notices.js", "ahead.js"} <= {file.name for file in later}
    assert weight(own) < 21, {file.name: weight({file}) for file in own}
    assert weight(own | later) < 26, {file.name: weight({file}) for file in own | later}
    assert weight(files) < 90, {file.name: weight({file}) for file in files}
