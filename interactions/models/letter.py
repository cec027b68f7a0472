from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, DocumentKind, Language
from crm.models.fields import DayField, LineField, ProseField
from interactions.models.event import Event
from interactions.models.interaction_template import InteractionTemplate
from interactions.models.log_entry import InteractionLogEntry


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Letters to contacts that *user* may see."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        return self.filter(Exists(Contact.objects.visible_to(user).filter(pk=OuterRef("contact"))))

    def newest_first(self):
        return self.order_by("-printed_at", "-pk")


class Letter(models.Model):
    """A letter or a cover sheet as it was printed: whatever changes later, it says the same."""

    class Kind(models.TextChoices):
        LETTER = DocumentKind.LETTER.value, DocumentKind.LETTER.label
        COVER_SHEET = DocumentKind.COVER_SHEET.value, DocumentKind.COVER_SHEET.label

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="letters", verbose_name=_("Contact")
    )
    # The text began with it; it may say something else by now.
    template = models.ForeignKey(
        InteractionTemplate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("interaction template"),
    )
    language = models.CharField(_("language"), max_length=8, choices=Language.choices)
    # What stood on our paper then, by the names of the set-up, and who wrote: name, phone, e-mail.
    sender = models.JSONField(default=dict)
    recipient = ProseField(_("address"), max_length=1_000, blank=True)
    attention = LineField(_("attention"), max_length=260, blank=True)
    pages = models.PositiveSmallIntegerField(
        _("number of pages"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    day = DayField(_("date"))
    salutation = LineField(_("salutation"), max_length=150, blank=True)
    subject = LineField(_("subject"), max_length=200, blank=True)
    body = ProseField(_("text"), blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("printed by")
    )
    printed_at = models.DateTimeField(_("printed"))
    # What told of the print; an entry that is made of it later is found through it.
    event = models.OneToOneField(
        Event, models.SET_NULL, null=True, blank=True, related_name="letter"
    )
    # The interaction that this print is; a letter goes with its entry when that is deleted.
    entry = models.OneToOneField(
        InteractionLogEntry, models.CASCADE, null=True, blank=True, related_name="letter"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        default_permissions = ()

    def __str__(self):
        return ": ".join(filter(None, (str(self.get_kind_display()), self.subject)))

    def get_absolute_url(self):
        return reverse("letter", args=[self.pk])

    @property
    def recorded_as(self) -> InteractionLogEntry | None:
        """The entry of this print, None where it was not recorded, or not yet."""
        return self.entry or (self.event.entry if self.event else None)
