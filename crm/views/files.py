"""How a file leaves: as a download, never as a page."""

from typing import BinaryIO

from django.core.files import File
from django.http import FileResponse, Http404

from crm.file_store import store
from crm.models import StoredFile

# Were a browser to open it all the same, it could do nothing.
HARMLESS = "sandbox; default-src 'none'"


def download(file: StoredFile) -> FileResponse:
    """The answer that carries *file*; whoever may see it was asked before."""
    try:
        content = store().open(file.place)
    except FileNotFoundError as error:
        raise Http404 from error
    return as_download(content, file.name, file.content_type)


def as_download(content: BinaryIO | File, name: str, kind: str) -> FileResponse:
    """The answer that carries *content* under *name*; *kind* is what it is."""
    response = FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = HARMLESS
    response["Cache-Control"] = "private, no-store"
    return response
