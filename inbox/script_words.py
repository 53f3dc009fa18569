"""What the scripts say in a reader's language: one small file, fetched once and kept by the browser."""

from django.http import Http404, HttpRequest, HttpResponse

from inbox import catalogues

YEAR = 365 * 24 * 3600


def words(request: HttpRequest, language: str) -> HttpResponse:
    """The texts of the scripts in `language`; its address changes with them."""
    texts = catalogues.of_scripts(language)
    if not texts:
        raise Http404("The scripts speak English.")
    response = HttpResponse(f"window.batonWords = {texts};\n", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
