"""The Marketing Setup as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms.amounts import AmountField
from crm.models import CorrespondenceType, Language, MarketingSetup
from crm.models.marketing_setup import SERIES_OF_DOCUMENTS
from crm.ui.choices import SALESPEOPLE, ChoiceField, offer_choices
from crm.ui.layouts import FieldsOnly, Section, row

SERIES = ("contact_series", "segment_series", "campaign_series", *SERIES_OF_DOCUMENTS.values())
# The parts of the page: what is read and what is changed stand in the same order.
PARTS = (
    (
        _("Company"),
        (
            ("company_name", "currency"),
            ("company_address",),
            ("registration_number", "vat_number", "bank_account"),
        ),
    ),
    (
        _("Number series"),
        (
            ("contact_series", "segment_series", "campaign_series"),
            ("quote_series", "order_series", "shipment_series"),
            ("invoice_series", "credit_memo_series"),
        ),
    ),
    (
        _("New contacts"),
        (
            ("default_salesperson", "default_language"),
            ("default_country", "default_correspondence_type"),
        ),
    ),
    (
        _("What a person inherits from the company"),
        (
            ("inherit_salesperson",),
            ("inherit_language",),
            ("inherit_address",),
            ("inherit_communication",),
        ),
    ),
    (_("Thresholds"), (("neglected_after_days",),)),
    (_("Documents"), (("default_vat_rate",),)),
)


class MarketingSetupForm(forms.ModelForm):
    """Series, defaults, inheritance, thresholds."""

    use_required_attribute = False

    default_salesperson = ChoiceField(
        SALESPEOPLE, label=_("Salesperson of new contacts"), required=False
    )

    class Meta:
        model = MarketingSetup
        fields = (
            "company_name",
            "currency",
            "company_address",
            "registration_number",
            "vat_number",
            "bank_account",
            *SERIES,
            "default_salesperson",
            "default_language",
            "default_country",
            "default_correspondence_type",
            "inherit_salesperson",
            "inherit_language",
            "inherit_address",
            "inherit_communication",
            "neglected_after_days",
            "default_vat_rate",
        )
        field_classes = {"default_vat_rate": AmountField}
        widgets = {"company_address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self, user)
        self.fields["default_salesperson"].keep(self.instance.default_salesperson)
        self.fields["default_country"].widget.attrs["data-choices"] = ""
        for name in SERIES:
            self.fields[name].empty_label = _("(not specified)")
        for name, values in (
            ("default_language", Language),
            ("default_correspondence_type", CorrespondenceType),
        ):
            self.fields[name].choices = [("", _("(not specified)")), *values.choices]
        self.helper = FieldsOnly(
            *(Section(label, *(row(*names) for names in rows)) for label, rows in PARTS)
        )
