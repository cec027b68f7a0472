"""Keeping the bytes of a file that somebody gave, and letting them go with their last use."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from crm.content_type import LOOKED_AT, content_type_of
from crm.file_store import keep_bytes, remove_bytes
from crm.models import StoredFile, User
from crm.models.stored_file import safe_name
from crm.refusal import Refusal


class FileRefused(Refusal):
    """A file that is not kept; the sentence names it."""


class FileIsEmpty(FileRefused):
    def __init__(self, name: str):
        super().__init__(_("This file is empty: %(name)s") % {"name": name}, field="files")


class FileTooLarge(FileRefused):
    def __init__(self, name: str):
        facts = {"name": name, "size": filesizeformat(settings.FILE_MAX_BYTES)}
        super().__init__(_("This file is larger than %(size)s: %(name)s") % facts, field="files")


class TooMuchTogether(FileRefused):
    def __init__(self, name: str):
        facts = {"name": name, "size": filesizeformat(settings.FILES_MAX_BYTES)}
        super().__init__(
            _("Together the files are larger than %(size)s; left out: %(name)s") % facts,
            field="files",
        )


class FileNotStored(FileRefused):
    def __init__(self, name: str):
        super().__init__(
            _("This file could not be stored; try it again: %(name)s") % {"name": name},
            field="files",
        )


def store_file(*, content: File, by: User, now: datetime.datetime) -> StoredFile:
    """Keep *content* with what its bytes say that it is.

    The caller refers to it in the same transaction. If that comes to nothing, bytes stay behind
    that no row knows; `remove_unused_files` finds them.
    """
    name = safe_name(content.name or "")
    if not content.size:
        raise FileIsEmpty(name)
    if content.size > settings.FILE_MAX_BYTES:
        raise FileTooLarge(name)
    content.seek(0)
    kind = content_type_of(content.read(LOOKED_AT))
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    with _told_as_refusal(name):
        place = keep_bytes(content)
    return StoredFile.objects.create(
        place=place,
        name=name,
        content_type=kind,
        size=content.size,
        digest=digest.hexdigest(),
        by=by,
        at=now,
    )


@contextmanager
def _told_as_refusal(name: str) -> Iterator[None]:
    """A full or a broken disk is no mistake of who gives the file."""
    try:
        yield
    except OSError as error:
        raise FileNotStored(name) from error


def release_files(keys: Iterable[int]) -> int:
    """Delete those of the files *keys* that nothing refers to any more; how many went.

    The rows go in the transaction of the caller, the bytes when it has ended well.
    """
    with transaction.atomic():
        mine = list(StoredFile.objects.held(list(keys)).values_list("pk", flat=True))
        if not mine:
            return 0
        unused = StoredFile.objects.filter(pk__in=mine).unused()
        places = dict(unused.values_list("pk", "place"))
        rows = StoredFile.objects.filter(pk__in=places)
        rows._raw_delete(rows.db)
        transaction.on_commit(partial(remove_bytes, list(places.values())), robust=True)
    return len(places)
