"""Names of files, as people gave them and as they may be shown and saved."""

import re
import unicodedata
from pathlib import PurePosixPath

MOST = 100
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_SPACE = re.compile(r"\s+")
_FORMLESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Characters that steer a text, among them those that turn its direction round, or that stand for nothing."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def tidy(name: str, suffix: str) -> str:
    """A name without folders and without anything that could mislead, ending in `suffix`, such as `.png`."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    base = "".join(c for c in base if c.isspace() or unicodedata.category(c) not in _FORMLESS)
    base = _SPACE.sub(" ", _UNSAFE.sub("_", base)).strip(" .")
    stem = PurePosixPath(base).stem if extension(base) else base
    stem = stem.strip(" .")[: MOST - len(suffix)] or "file"
    return f"_{stem}{suffix}" if _RESERVED.fullmatch(stem) else f"{stem}{suffix}"


def extension(name: str) -> str:
    """The ending of a name in small letters, such as `.png`; empty where there is none that looks like one."""
    found = PurePosixPath(name.strip(" .")).suffix.lower()
    return found if re.fullmatch(r"\.[a-z0-9]{1,8}", found) else ""
