"""Text for the screen: what would steer it is made visible, and quoted spans are marked."""

from collections.abc import Iterable

Part = tuple[str, bool]

_HARMLESS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_HARMLESS |= dict.fromkeys([0x7F, *range(0x80, 0xA0)], 0xFFFD)
_HARMLESS |= dict.fromkeys([0x202A, 0x202B, 0x202D, 0x202E], 0xFFFD)
_HARMLESS[ord("\r")] = ord(" ")


def plain(text: str) -> str:
    """The text, character for character, with control characters and overrides of direction as visible signs."""
    return text.translate(_HARMLESS)


def parts(text: str, spans: Iterable[tuple[int, int]]) -> list[Part]:
    """The text cut at the spans (code points, from and to), each piece with whether it is marked.

    Spans may overlap, lie outside or be empty; joined up the pieces are the text again.
    """
    pieces: list[Part] = []
    done = 0
    for first, last in sorted(spans):
        start, end = max(first, done), min(last, len(text))
        if start >= end:
            continue
        if start > done:
            pieces.append((plain(text[done:start]), False))
        pieces.append((plain(text[start:end]), True))
        done = end
    if done < len(text):
        pieces.append((plain(text[done:]), False))
    return pieces
