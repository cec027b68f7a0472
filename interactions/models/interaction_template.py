import datetime
from collections import Counter
from collections.abc import Iterable

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models import Campaign, CorrespondenceType, Language, User
from crm.models.fields import LineField
from crm.prepared import prepared
from crm.search_index import SearchTextField
from crm.text import search_text
from interactions.models.interaction_group import InteractionGroup
from interactions.models.vocabulary import Evaluation, InformationFlow, InitiatedBy

# Of how many of a user's last entries the most used templates are taken.
LATELY = 200


class InteractionTemplateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Templates are read by everybody who signs in."""
        return self if user.is_authenticated else self.none()

    def active(self):
        """Those that may be used for a new interaction."""
        return self.filter(blocked=False)

    def search(self, text: str):
        return self.filter(search_text__words=text)

    def most_used_by(self, user: User, *, limit: int = 5) -> "list[InteractionTemplate]":
        """The active templates of what *user* recorded by hand lately, the most used first.

        Whoever recorded little gets the first ones of the list besides.
        """
        sources = InteractionTemplate.interactions.rel.related_model.Source
        used = Counter(
            template
            for template, source in _used_lately(user=user.pk)
            if source in {sources.MANUAL, sources.CALL}
        )
        templates = self.active().only("code", "description", "next_step", "next_step_days")
        found = sorted(templates.filter(pk__in=used), key=lambda each: -used[each.pk])[:limit]
        if len(found) < limit:
            found += templates.exclude(pk__in=[each.pk for each in found])[: limit - len(found)]
        return found


@prepared
def _used_lately(user):
    entries = InteractionTemplate.interactions.rel.related_model.objects
    recent = entries.filter(recorded_by=user).newest_first()[:LATELY]
    return recent.values_list("template", "source")


class InteractionTemplate(models.Model):
    """The model from which an interaction takes its defaults."""

    code = LineField(_("code"), max_length=20, unique=True)
    group = models.ForeignKey(
        InteractionGroup,
        models.PROTECT,
        related_name="templates",
        verbose_name=_("interaction group"),
    )
    description = LineField(_("description"))
    unit_cost = models.DecimalField(
        _("unit cost"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("In the local currency."),
    )
    unit_duration = models.PositiveIntegerField(
        _("unit duration (min)"), default=0, validators=[MaxValueValidator(100_000)]
    )
    information_flow = models.CharField(
        _("information flow"), max_length=8, choices=InformationFlow.choices, blank=True
    )
    initiated_by = models.CharField(
        _("initiated by"), max_length=8, choices=InitiatedBy.choices, blank=True
    )
    correspondence_type = models.CharField(
        _("correspondence type"), max_length=16, choices=CorrespondenceType.choices, blank=True
    )
    ignore_contact_correspondence_type = models.BooleanField(
        _("ignore the contact's correspondence type"), default=False
    )
    language = models.CharField(
        _("default language"), max_length=8, choices=Language.choices, blank=True
    )
    evaluation = models.PositiveSmallIntegerField(
        _("default evaluation"), choices=Evaluation.choices, null=True, blank=True
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campaign"),
    )
    next_step = LineField(_("next step"), blank=True)
    next_step_days = models.PositiveSmallIntegerField(
        _("next step in working days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1000)],
    )
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=100, help_text=_("Smaller numbers come first.")
    )
    blocked = models.BooleanField(
        _("blocked"), default=False, help_text=_("Cannot be used for new interactions.")
    )
    search_text = SearchTextField()
    # The folded description alone: set-based logging writes it beside the description.
    description_words = models.TextField(editable=False, default="")

    objects = InteractionTemplateQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "description_words"])

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("interaction template")
        verbose_name_plural = _("Interaction Templates")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0), name="interactions_interactiontemplate_cost"
            ),
        ]

    def __str__(self):
        return self.description

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.description, self.code)
        self.description_words = search_text(self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("interaction_template", args=[self.pk])

    def has_language(self, language: str) -> bool:
        """Whether the template is written in *language*."""
        return bool(language) and self.texts.filter(language=language).exists()

    def is_used(self) -> bool:
        """Whether something was recorded with it: then it is blocked, never deleted."""
        return self.interactions.exists()

    def note_files(
        self, sign: str, names: Iterable[str], *, by: User, now: datetime.datetime
    ) -> None:
        """Let the history say which files it was given ("+") or lost ("−")."""
        longest = self.history.model._meta.get_field("history_change_reason").max_length
        told = Truncator(f"{sign} {', '.join(names)}").chars(longest)
        self.history.bulk_history_create(
            [self], update=True, default_user=by, default_change_reason=told, default_date=now
        )

    def block(self, *, by: User) -> None:
        """Offer it for new interactions no longer; what was recorded with it stays."""
        self._set_blocked(True, by)

    def unblock(self, *, by: User) -> None:
        """Offer it for new interactions again."""
        self._set_blocked(False, by)

    def _set_blocked(self, blocked: bool, by: User) -> None:
        self.blocked, self._history_user = blocked, by
        self.save(update_fields=["blocked"])
