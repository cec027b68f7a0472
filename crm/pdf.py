"""PDF out of our own pages. The library is an extra: it is imported when a PDF is asked for."""

from functools import cache

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
    if missing_for_pdf():
        raise NoPdf
    import weasyprint  # noqa: PLC0415 - an extra, and slow to load
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    nothing = URLFetcher(allowed_protocols=())
    page = weasyprint.HTML(string=html, url_fetcher=nothing)
    style = weasyprint.CSS(filename=finders.find(STYLE), url_fetcher=nothing)
    return page.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1", pdf_tags=True)
