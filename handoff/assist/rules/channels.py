"""What a sentence says of the way by which messages come: “messages by WhatsApp”, “everything that arrives via SMS”."""

import re

_BRAND = r"(?:whatsapp|instagram|facebook|messenger|telegram|twitter|tiktok|wechat|viber|imessage)"
_ANY = rf"(?:{_BRAND}|e-?mail|sms|text\s+message|phone|telephone|telefon|chat|fax|letter)"
_OR = r"\s*(?:,|/|\bor\b|\band\b|\boder\b|\bund\b)+\s*"
_WHAT = (
    r"\b(?:(?:any\s+|all\s+)?(?:messages?|chats?|conversations?|contacts?|anything|everything|anyone|everyone|"
    r"customers?|people|users?|guests?|clients?|nachrichten|anfragen|alles|kunden))"
)
_COMES = (
    r"(?:\s+(?:that|which|who|die|was|is|are|were|has|have|been))*\s+(?:arriv\w+|com(?:e|es|ing)(?:\s+in)?|came(?:\s+in)?|"
    r"sent|received|reach\w*\s+us|writ\w+(?:\s+(?:to\s+)?us)?|wrote|contact\w*\s+us|kommen|kommt|eingeh\w+|schreib\w+)"
)
_ENDS = r"(?=\W*$|\s*[,;(]|\s+(?:who|that|which|asking|about|unless|but|except|if|when|with|die|außer)\b)"
_SAID = re.compile(
    rf"{_WHAT}(?:{_COMES}\s+(?:by|via|through|over|on|from|per|über)|\s+(?:by|via|through|over|per|über))\s+"
    rf"(?:our\s+|the\s+)?(?P<any>{_ANY}(?:{_OR}{_ANY})*){_ENDS}"
    rf"|{_WHAT}\s+(?:on|from|in|auf|von)\s+(?P<brand>{_BRAND}(?:{_OR}{_BRAND})*){_ENDS}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"e-?mail", re.IGNORECASE)


def channelled(sentence: str) -> str:
    """The sentence with each such saying put by the channel's name: “customers whose channel is WhatsApp”."""
    return _SAID.sub(_named, sentence)


def _named(match: re.Match[str]) -> str:
    values = re.split(_OR, _MAIL.sub("email or e-mail", match["any"] or match["brand"]))
    return "customers whose channel is " + " or ".join(re.sub(r"\s+", "-", one) for one in values)
