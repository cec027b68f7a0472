"""Files on their way in: what is too large is left out while it arrives, and the text stays."""

from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from crm.actions.store_file import FileRefused, FileTooLarge, TooMuchTogether
from crm.models.stored_file import safe_name


class SizeLimit(FileUploadHandler):
    """Stands before the other handlers: none of them sees more than may be kept.

    Only the file is skipped; the fields that follow it in the request are read all the same.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large: list[str] = []
        self.too_much: list[str] = []
        self.of_file = self.of_request = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.of_file = 0

    def receive_data_chunk(self, raw_data, start):
        self.of_file += len(raw_data)
        if self.of_file > settings.FILE_MAX_BYTES:
            self.too_large.append(safe_name(self.file_name or ""))
            raise SkipFile
        if self.of_request + self.of_file > settings.FILES_MAX_BYTES:
            self.too_much.append(safe_name(self.file_name or ""))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        self.of_request += file_size


@dataclass(frozen=True)
class Received:
    """The files of a request: those that arrived, and why others were left out."""

    files: list[UploadedFile]
    left_out: list[FileRefused]

    def __bool__(self) -> bool:
        return bool(self.files or self.left_out)


def received_files(request: HttpRequest, field: str = "files") -> Received:
    """What a request brought in its file *field*."""
    files = request.FILES.getlist(field)
    left_out: list[FileRefused] = []
    for limit in request.upload_handlers:
        if isinstance(limit, SizeLimit):
            left_out += [FileTooLarge(name) for name in limit.too_large]
            left_out += [TooMuchTogether(name) for name in limit.too_much]
    return Received(files, left_out)
