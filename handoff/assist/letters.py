"""The form of a letter around what it says."""

import re

NAME = r"[^\W\d_a-z][\w'’-]{0,30}"
GREETING = re.compile(
    r"\A\W*(?i:hi|hello|hey|hei|hallo|dear|good\s(?:morning|afternoon|evening)|dzień\sdobry|cześć)"
    rf"(?:\s+(?:there|all|team|everybody|igjen|{NAME}))?(?:\s+{NAME})?\s*[,.!:\n–-]+\s*"
)
CLOSING = re.compile(
    r"(?:(?:with\s)?(?:best|kind|warm)\s(?:regards|wishes)|regards|best|cheers|sincerely|yours\s\w+"
    r"|(?:med\s)?vennlig\shilsen|hilsen|mvh|pozdrawiam|z\spoważaniem)\s?[,.!]*|(?:[–—]|--)\s?[^\d]{1,40}",
    re.IGNORECASE,
)
"""The line that a signature begins with: a wish, or a dash and a name."""
MOST_LINES, MOST_LETTERS = 5, 60


def body(text: str) -> str:
    """What a letter says: the text without a greeting at its beginning and without the signature at its end."""
    lines = text.strip().splitlines()
    for place in range(max(len(lines) - MOST_LINES, 1), len(lines)):
        short = all(len(line) <= MOST_LETTERS for line in lines[place:])
        if short and CLOSING.fullmatch(lines[place].strip()):
            del lines[place:]
            break
    return GREETING.sub("", "\n".join(lines), count=1).strip()
