from django.contrib import admin
from django.urls import include, path

from crm.ui.choices import CAMPAIGNS, COMPANIES, CONTACTS, SALESPEOPLE
from crm.views.campaign import CampaignCard, CampaignList
from crm.views.choices import choices
from crm.views.contact import (
    CompanyList,
    ContactCard,
    ContactDelete,
    ContactEdit,
    ContactList,
    ContactNew,
    CustomerList,
    PersonList,
    VendorList,
)
from crm.views.health import healthz, readyz
from crm.views.home import Home
from crm.views.language import switch_language
from crm.views.mail_file import mail_attachment, mail_file
from crm.views.mail_queue import MailCard, MailQueue, resend
from crm.views.marketing_setup import MarketingSetupEdit, MarketingSetupPage
from crm.views.opt_out import opt_out
from crm.views.print_document import PrintDocument, document_pdf, document_sheet
from crm.views.sales_document import (
    SalesDocumentCard,
    SalesDocumentCopy,
    SalesDocumentDelete,
    SalesDocumentEdit,
    SalesDocumentList,
    SalesDocumentNew,
)
from crm.views.salesperson import (
    SalespersonCard,
    SalespersonEdit,
    SalespersonList,
    SalespersonNew,
)
from crm.views.saved_view import SavedViewEdit, SavedViewNew, delete_saved_view
from crm.views.send_document import SendDocument
from crm.views.settings import MySettings, switch_theme
from crm.views.sign_in import reopen
from crm.views.tell_me import tell_me

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("accounts/", include("crm.account_urls")),
    path("admin/", admin.site.urls),
    path("choices/contacts/", choices, {"source": CONTACTS}, name="contact_choices"),
    path("choices/companies/", choices, {"source": COMPANIES}, name="company_choices"),
    path("choices/salespeople/", choices, {"source": SALESPEOPLE}, name="salesperson_choices"),
    path("choices/campaigns/", choices, {"source": CAMPAIGNS}, name="campaign_choices"),
    path("contacts/", ContactList.as_view(), name="contact_list"),
    path("contacts/new/", ContactNew.as_view(), name="contact_new"),
    path("contacts/<int:pk>/", ContactCard.as_view(), name="contact"),
    path("contacts/<int:pk>/edit/", ContactEdit.as_view(), name="contact_edit"),
    path("contacts/<int:pk>/delete/", ContactDelete.as_view(), name="contact_delete"),
    path("companies/", CompanyList.as_view(), name="company_list"),
    path("people/", PersonList.as_view(), name="person_list"),
    path("customers/", CustomerList.as_view(), name="customer_list"),
    path("vendors/", VendorList.as_view(), name="vendor_list"),
    path("salespeople/", SalespersonList.as_view(), name="salesperson_list"),
    path("salespeople/new/", SalespersonNew.as_view(), name="salesperson_new"),
    path("salespeople/<int:pk>/", SalespersonCard.as_view(), name="salesperson"),
    path("salespeople/<int:pk>/edit/", SalespersonEdit.as_view(), name="salesperson_edit"),
    path("campaigns/", CampaignList.as_view(), name="campaign_list"),
    path("campaigns/<int:pk>/", CampaignCard.as_view(), name="campaign"),
    path("documents/", SalesDocumentList.as_view(), name="document_list"),
    path("documents/new/", SalesDocumentNew.as_view(), name="document_new"),
    path("documents/<int:pk>/", SalesDocumentCard.as_view(), name="document"),
    path("documents/<int:pk>/edit/", SalesDocumentEdit.as_view(), name="document_edit"),
    path("documents/<int:pk>/copy/", SalesDocumentCopy.as_view(), name="document_copy"),
    path("documents/<int:pk>/delete/", SalesDocumentDelete.as_view(), name="document_delete"),
    path("documents/<int:pk>/print/", PrintDocument.as_view(), name="document_print"),
    path("documents/<int:pk>/send/", SendDocument.as_view(), name="document_send"),
    path("mail-queue/", MailQueue.as_view(), name="mail_queue"),
    path("mail-queue/<int:pk>/", MailCard.as_view(), name="mail"),
    path("mail-queue/<int:pk>/attachment/", mail_attachment, name="mail_attachment_file"),
    path("mail-queue/<int:pk>/files/<int:file_pk>/", mail_file, name="mail_file"),
    path("mail-queue/<int:pk>/resend/", resend, name="mail_resend"),
    path("opt-out/<str:token>/", opt_out, name="opt_out"),
    path("documents/<int:pk>/pdf/", document_pdf, name="document_pdf"),
    path("documents/<int:pk>/sheet/", document_sheet, name="document_sheet"),
    path("setup/marketing/", MarketingSetupPage.as_view(), name="marketing_setup"),
    path("setup/marketing/edit/", MarketingSetupEdit.as_view(), name="marketing_setup_edit"),
    path("reopen/", reopen, name="reopen"),
    path("saved-views/new/", SavedViewNew.as_view(), name="saved_view_new"),
    path("saved-views/<int:pk>/edit/", SavedViewEdit.as_view(), name="saved_view_edit"),
    path("saved-views/<int:pk>/deletion/", delete_saved_view, name="saved_view_deletion"),
    path("search/", tell_me, name="search"),
    path("settings/", MySettings.as_view(), name="settings"),
    path("settings/language/", switch_language, name="language"),
    path("settings/theme/", switch_theme, name="theme"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("interactions.urls")),
    path("", include("segments.urls")),
]

handler400 = "crm.views.errors.bad_request"
handler403 = "crm.views.errors.forbidden"
handler404 = "crm.views.errors.not_found"
handler500 = "crm.views.errors.server_error"
