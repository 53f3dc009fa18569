"""Static files under names that bear their content's hash, so browsers may keep them for good."""

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from rjsmin import jsmin
from servestatic.storage import CompressedManifestStaticFilesStorage

OWN = "js/"
_imports = getattr(HashedFilesMixin, "_js_module_import_aggregation_patterns")[1]  # noqa: B009 (the stubs know it not)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """In our own scripts also the imports of other modules are rewritten to hashed names, and comments are left out.

    Only in ours: packages ship scripts whose comments look like imports of files that are not there.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (f"{OWN}*.js", _imports)

    def _save(self, name: str, content: Any) -> str:
        # All that is served is written here, whether it is a file as it is or one whose imports were rewritten.
        if name.startswith(OWN) and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(smaller(content.read()))
        kept: str = super()._save(name, content)
        return kept


def smaller(script: bytes) -> bytes:
    """A script without what only its readers need: about a fifth less, compressed."""
    made: bytes = jsmin(script)
    return made
