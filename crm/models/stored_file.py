import unicodedata
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField
from crm.text import as_line

LONGEST_NAME = 150
# The longest ending that is still one: what comes after the last of a name's points.
LONGEST_ENDING = 12
# Characters that name a place, or that some system cannot have in a name.
_IN_NO_NAME = str.maketrans(dict.fromkeys('<>:"|?*', "_") | {"\\": "/"})


def safe_name(typed: str) -> str:
    """*typed* as a name that every system can store and that leads to no other place."""
    given = unicodedata.normalize("NFC", typed[:10_000].translate(_IN_NO_NAME))
    name = as_line(given.rpartition("/")[2], 10_000).strip(". ")
    if len(name) > LONGEST_NAME:
        ending = PurePosixPath(name).suffix
        ending = ending if len(ending) <= LONGEST_ENDING else ""
        name = name[: LONGEST_NAME - len(ending) - 1].rstrip() + "…" + ending
    return name or "file"


class StoredFileQuerySet(models.QuerySet):
    def unused(self):
        """Files that no row refers to."""
        return self.exclude(self._used())

    def held(self, keys):
        """Those of the files *keys* that are still there, their rows locked in one order.

        Whoever lets the last use of a file go holds its row, and so does whoever is about to
        refer to it: one of them waits for the other, and sees what was done.
        """
        return self.filter(pk__in=keys).order_by("pk").select_for_update()

    @staticmethod
    def _used() -> Q:
        # Read off the models, so that a new relation cannot be forgotten.
        used = Q()
        for relation in StoredFile._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel):
                rows = relation.related_model._base_manager
                used |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
        return used


class StoredFile(models.Model):
    """A file that somebody gave; whoever refers to it shares it, and it goes with the last one.

    The bytes lie at `place` (`crm.file_store`), under a name of their own; `content_type` is
    what they are, and `digest` their SHA-256.
    """

    place = models.CharField(max_length=80, unique=True)
    name = LineField(_("name"), max_length=LONGEST_NAME)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="crm_storedfile_is_not_empty"),
        ]

    def __str__(self):
        return self.name
