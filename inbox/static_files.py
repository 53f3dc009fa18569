"""Static files under names that bear their content's hash, so browsers may keep them for good."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from servestatic.storage import CompressedManifestStaticFilesStorage

_imports = getattr(HashedFilesMixin, "_js_module_import_aggregation_patterns")[1]  # noqa: B009 (the stubs know it not)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """In our own scripts also the imports of other modules are rewritten to hashed names.

    Only in ours: packages ship scripts whose comments look like imports of files that are not there.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _imports)
