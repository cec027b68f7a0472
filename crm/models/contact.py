from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from crm.access import reach_of
from crm.models.fields import LineField, MomentField, PhoneField, ProseField
from crm.models.joined import Joined
from crm.models.salesperson import Salesperson
from crm.models.vocabulary import CorrespondenceType, Language
from crm.search_index import SearchTextField
from crm.text import fold, phone_spellings, search_text
from crm.validators import (
    CHECKED_COUNTRIES,
    normal_registration_number,
    normal_vat_number,
    validate_eight_digits,
    validate_registration_number,
    validate_vat_number,
)


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Contacts whose salesperson is in the scope of *user*, and those that nobody owns."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        return self.filter(Q(salesperson__in=user.scope) | Q(salesperson=None))

    def companies(self):
        return self.filter(type=Contact.Type.COMPANY)

    def people(self):
        return self.filter(type=Contact.Type.PERSON)

    def related_as(self, kind: str):
        """Contacts with a business relation of *kind*; a person also through his company."""
        return self.filter(
            Q(pk__in=self._relation_holders(kind)) | Q(company__in=self._relation_holders(kind))
        )

    def with_relations(self):
        """What each is to us, as `relation_kinds` with commas between; None where it is nothing.

        A person is it also through his company.
        """
        return self.annotate(relation_kinds=_relation_kinds())

    def resembling(self, contact: "Contact"):
        """Others with an e-mail address, the registration number or the name of *contact*."""
        emails = {
            e for typed in (contact.email, contact.second_email) for e in (typed, typed.lower())
        }
        alike = Q(type=contact.type, sort_name=contact.sort_name)
        if emails := emails - {""}:
            alike |= Q(email__in=emails) | Q(second_email__in=emails)
        if contact.registration_number:
            alike |= Q(registration_number=contact.registration_number)
        return self.filter(alike).exclude(pk=contact.pk)

    def search(self, text: str):
        """Contacts whose words begin with every word of *text*, without accents."""
        return self.filter(search_text__words=text)

    @staticmethod
    def _relation_holders(kind: str):
        return _relation_model().objects.filter(kind=kind).values("contact")


@cache
def _relation_kinds() -> Subquery:
    own = Q(contact=OuterRef("pk")) | Q(contact=OuterRef("company"))
    relations = _relation_model().objects.order_by().filter(own)
    return Subquery(relations.values(joined=Joined("kind")))


def _relation_model():
    # The relation points at the contact, so this module cannot import it.
    return Contact.relations.rel.related_model


class Contact(models.Model):
    """A person or a company; a person may belong to a company."""

    class Type(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    type = models.CharField(_("type"), max_length=8, choices=Type.choices)
    number = LineField(_("number"), max_length=20, unique=True)
    company_name = LineField(_("company name"), max_length=150, blank=True)
    title_before = LineField(_("title before the name"), max_length=30, blank=True)
    first_name = LineField(_("first name"), max_length=50, blank=True)
    middle_name = LineField(_("middle name"), max_length=50, blank=True)
    surname = LineField(_("surname"), max_length=80, blank=True)
    title_after = LineField(_("title after the name"), max_length=30, blank=True)
    job_title = LineField(_("job title"), blank=True)
    # What lists show and sort by, derived in `save()` so that both databases sort alike.
    name = LineField(_("name"), max_length=260, editable=False)
    sort_name = models.CharField(max_length=300, editable=False)

    company = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        limit_choices_to={"type": "company"},
        verbose_name=_("company"),
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,
        verbose_name=_("salesperson"),
    )

    phone = PhoneField(_("phone"), blank=True)
    mobile = PhoneField(_("mobile"), blank=True)
    fax = PhoneField(_("fax"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    second_email = models.EmailField(_("second e-mail"), blank=True)
    street = LineField(_("street"), blank=True)
    post_code = LineField(_("post code"), max_length=20, blank=True)
    city = LineField(_("city"), blank=True)
    country = CountryField(_("country"), blank=True)
    web_site = models.URLField(_("web site"), blank=True)
    data_box = LineField(_("data box"), max_length=20, blank=True)
    registration_number = LineField(
        _("Registration No."), max_length=20, blank=True, validators=[validate_registration_number]
    )
    vat_number = LineField(
        _("VAT Registration No."), max_length=20, blank=True, validators=[validate_vat_number]
    )

    language = models.CharField(_("language"), max_length=8, choices=Language.choices, blank=True)
    correspondence_type = models.CharField(
        _("preferred correspondence type"),
        max_length=16,
        choices=CorrespondenceType.choices,
        blank=True,
    )
    salutation = LineField(
        _("salutation"),
        max_length=150,
        blank=True,
        help_text=_("As it is written in a letter, for example “Dear Ms Novak”."),
    )
    exclude_from_segments = models.BooleanField(_("exclude from segments"), default=False)
    privacy_blocked = models.BooleanField(
        _("privacy blocked"), default=False, help_text=_("No new interaction of any kind.")
    )
    email_opt_out_at = MomentField(_("opted out of e-mail"), null=True, blank=True)
    notes = ProseField(_("notes"), blank=True)
    created_at = models.DateTimeField(_("created"), editable=False)
    search_text = SearchTextField()

    objects = ContactQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "sort_name"])

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ("view",)
        permissions = [
            ("create_contact", _("Can create contacts")),
            ("edit_contact_own", _("Can edit own and unassigned contacts")),
            ("edit_contact_team", _("Can edit the contacts of the own team")),
            ("edit_contact_all", _("Can edit all contacts")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(type="person") | Q(company=None),
                name="crm_contact_only_people_have_a_company",
            ),
            models.CheckConstraint(
                condition=~Q(type="company") | ~Q(company_name=""),
                name="crm_contact_company_has_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(type="person") | ~Q(first_name="", surname=""),
                name="crm_contact_person_has_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=("sort_name", "id"), name="crm_contact_by_name"),
            models.Index(fields=("type", "sort_name", "id"), name="crm_contact_by_type"),
            models.Index(
                fields=("salesperson", "sort_name", "id"), name="crm_contact_by_salesperson"
            ),
            models.Index(fields=("email",), name="crm_contact_by_email"),
            models.Index(fields=("second_email",), name="crm_contact_by_second_email"),
            models.Index(fields=("registration_number",), name="crm_contact_by_registration"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.refresh_names()
        self.refresh_search_text()
        super().save(*args, **kwargs)

    def refresh_names(self) -> None:
        """Derive the shown and the sorted name from the parts."""
        if self.type == self.Type.COMPANY:
            self.name = self.company_name
            self.sort_name = fold(self.company_name)
        else:
            self.name = " ".join(filter(None, (self.first_name, self.middle_name, self.surname)))
            sorted_by = filter(None, (self.surname, self.first_name, self.middle_name))
            self.sort_name = fold(" ".join(sorted_by))

    def refresh_search_text(self) -> None:
        """Fold what this contact is found by; also after a change of company or relations."""
        relations = self.relations.all() if self.pk else ()
        self.search_text = search_text(
            self.name,
            self.title_before,
            self.title_after,
            self.company.name if self.company else "",
            self.email,
            self.second_email,
            *phone_spellings(self.phone, self.mobile, self.fax),
            self.registration_number,
            self.number,
            *(relation.external_number for relation in relations),
        )

    def clean_fields(self, exclude=None):
        self.registration_number = normal_registration_number(self.registration_number)
        self.vat_number = normal_vat_number(self.vat_number)
        self.refresh_names()
        super().clean_fields(exclude=exclude)

    def clean(self):
        if self.type == self.Type.COMPANY:
            self._clean_company()
        else:
            self._clean_person()
        if self.registration_number and self.country.code in ("", *CHECKED_COUNTRIES):
            try:
                validate_eight_digits(self.registration_number)
            except ValidationError as error:
                raise ValidationError({"registration_number": error}) from error

    def _clean_company(self) -> None:
        if not self.company_name:
            raise ValidationError(
                {"company_name": _("Fill in: %(field)s.") % {"field": _("company name")}}
            )
        if self.company is not None:
            raise ValidationError({"company": _("Only a person belongs to a company.")})

    def _clean_person(self) -> None:
        if not (self.first_name or self.surname):
            raise ValidationError({"surname": _("Fill in: %(field)s.") % {"field": _("surname")}})
        if self.company is not None and self.company.type != self.Type.COMPANY:
            raise ValidationError({"company": _("A person belongs to a company, not to a person.")})

    def become(self, kind: str) -> None:
        """Take the other type, with the name where that type has it; unsaved."""
        if kind == self.Type.COMPANY:
            self.company_name, self.company = self.name[:150], None
        else:
            self.surname = self.company_name[:80]
        self.type = kind

    def get_absolute_url(self):
        return reverse("contact", args=[self.pk])

    @property
    def is_company(self) -> bool:
        return self.type == self.Type.COMPANY

    @property
    def titled_name(self) -> str:
        """The name with titles: "Ing. Jana Nováková, Ph.D."."""
        named = " ".join(filter(None, (self.title_before, self.name)))
        return ", ".join(filter(None, (named, self.title_after)))

    def may_be_edited_by(self, user) -> bool:
        """Whether *user* reaches this contact with his right to edit; an unassigned one always."""
        reach = reach_of(user, "crm.edit_contact")
        ids = user.salesperson_ids(reach)
        return bool(reach) and (
            ids is None or self.salesperson_id is None or self.salesperson_id in ids
        )
