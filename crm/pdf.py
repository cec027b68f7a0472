"""PDF out of our own pages. The library is an extra: it is imported when a PDF is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from crm.refusal import Refusal

STYLE = "css/paper.css"
INSTALL = "pip install --require-hashes -r requirements/extras.txt"
INSTALL_PANGO = "apt install libpango-1.0-0 libpangoft2-1.0-0"


class NoPdf(Refusal):
    """The library, or what it needs of the system, is not installed."""

    def __init__(self) -> None:
        super().__init__(_("PDF cannot be made here: a library is missing."))


@cache
def missing_for_pdf() -> str:
    """The command that installs what PDF still needs here; "" where nothing is missing."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - an extra, and slow to load
    except ImportError:
        return INSTALL
    except OSError:
        return INSTALL_PANGO
    return ""


def pdf_of(html: str) -> bytes:
    """*html* as a tagged PDF (PDF/UA-1), styled by the same sheet as the page for printing.

    Nothing is fetched for it, whatever the page says; the fonts are those of the system.
    """
    return pdf_of_sheets([html]).content


@dataclass(frozen=True)
class Bundle:
    """Several sheets as one PDF, and the number of its pages."""

    content: bytes
    pages: int


def pdf_of_sheets(sheets: Iterable[str], *, title: str = "") -> Bundle:
    """*sheets* (pages of HTML) one after the other as one tagged PDF; each numbers its own pages.

    *title* is that of the whole, else the first one's. Where there are several, the body of each
    is one element, so that a reader is told in which language it is.
    """
    if missing_for_pdf():
        raise NoPdf
    import weasyprint  # noqa: PLC0415 - an extra, and slow to load
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    nothing, fonts = URLFetcher(allowed_protocols=()), FontConfiguration()
    style = weasyprint.CSS(filename=finders.find(STYLE), url_fetcher=nothing, font_config=fonts)
    options: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    documents, spoken = [], []
    for sheet in sheets:
        html = weasyprint.HTML(string=sheet, url_fetcher=nothing)
        document = html.render(stylesheets=[style], font_config=fonts, **options)
        documents.append(document)
        spoken += [html.etree_element.get("lang", "")] * len(document.pages)
    pages = [page for document in documents for page in document.pages]
    whole = documents[0].copy(pages)
    whole.metadata.title = title or whole.metadata.title
    if len(documents) > 1:
        options["finisher"] = partial(_say_languages, spoken)
    return Bundle(whole.write_pdf(**options), len(pages))


def _say_languages(languages: list[str], document: Any, pdf: Any) -> None:
    """Mark the one element on each page with the language it is written in."""
    from pydyf import String  # noqa: PLC0415 - comes with the extra

    def found(reference: bytes) -> Any:
        return pdf.objects[int(reference.split()[0])]

    [whole] = found(pdf.catalog["StructTreeRoot"])["K"]
    for reference, language in zip(found(whole)["K"], languages, strict=True):
        found(reference)["Lang"] = String(language)
