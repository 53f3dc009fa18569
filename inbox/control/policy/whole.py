"""The whole document at once: as a file to download, and taken from one."""

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.policy import Document
from handoff.policy.document import read
from handoff.tongue import say
from inbox.control.policy.forms import Data, PartForm, explained

MOST = 5 * 1024 * 1024
"""Bytes of a file."""


class DocumentForm(PartForm):
    document = forms.CharField(widget=forms.HiddenInput)
    confirm = forms.CharField(required=False, max_length=80, label=_("Confirm"))


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """Another document in place of this one, from JSON. Raises Refused, which names the path of what is wrong."""
    form = DocumentForm(data, path="document")
    return parsed(form, form.cleaned()["document"]), form


def parsed(form: PartForm, text: str | bytes) -> Document:
    """The document that JSON holds. Raises Refused at the form’s field `document`."""
    try:
        return read(msgspec.json.decode(text))
    except msgspec.ValidationError as wrong:
        path, message = explained(wrong)
        raise form.refuse("document", f"{path or say('The whole')}: {message}") from None
    except msgspec.DecodeError as wrong:
        raise form.refuse("document", say("This is no JSON: {wrong}", wrong=wrong)) from None
