"""Every address of the product: read from the resolver, so that a new one cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

from crm.roles import AUDITOR, MANAGER, MARKETING, SALESPERSON, SETUP

# Whose rows a right reaches: own ones, the team's too, or everybody's.
OWN, TEAM, ALL = {"own"}, {"own", "team"}, {"own", "team", "other"}

Right = dict[str, set[str]]
# The table of rights, as people read it; a role that is not named may not.
EVERYBODY: Right = dict.fromkeys((SALESPERSON, MANAGER, MARKETING, SETUP, AUDITOR), ALL)
NOBODY: Right = {}
RECORD: Right = {SALESPERSON: ALL, MANAGER: ALL, MARKETING: OWN}
# A form is written by whoever records or corrects; whose it is, is asked of the form.
ATTACH: Right = {SALESPERSON: ALL, MANAGER: ALL, MARKETING: ALL, SETUP: ALL}
RESUME: Right = {SALESPERSON: OWN, MANAGER: TEAM, MARKETING: OWN}
CANCEL: Right = {SALESPERSON: OWN, MANAGER: TEAM, MARKETING: OWN, SETUP: ALL}
# One cancellation may be of rows of several people; what it reaches is asked row by row.
RESTORE_MANY: Right = dict.fromkeys(CANCEL, ALL)
CREATE_CONTACTS: Right = {SALESPERSON: ALL, MANAGER: ALL, MARKETING: ALL, SETUP: ALL}
EDIT_CONTACTS: Right = {SALESPERSON: OWN, MANAGER: TEAM, MARKETING: ALL, SETUP: ALL}
BUILD_SEGMENTS: Right = {SALESPERSON: OWN, MANAGER: TEAM, MARKETING: ALL}
# Taking something of one's own from what is seen: any reach will do.
BUILD_ANY: Right = dict.fromkeys(BUILD_SEGMENTS, ALL)
RECORD_ANY: Right = dict.fromkeys(RECORD, ALL)
CHANGE_CRITERIA: Right = {SALESPERSON: OWN, MANAGER: OWN, MARKETING: ALL}
WRITE_DOCUMENTS: Right = {SALESPERSON: OWN, MANAGER: TEAM, SETUP: ALL}
COPY_DOCUMENTS: Right = dict.fromkeys(WRITE_DOCUMENTS, ALL)
SEND: Right = {SALESPERSON: ALL, MANAGER: ALL, MARKETING: ALL, SETUP: ALL}
DELETE_CANCELED: Right = {MANAGER: TEAM, SETUP: ALL}
READ_SET_UP: Right = {MARKETING: ALL, SETUP: ALL, AUDITOR: ALL}
WRITE_SET_UP: Right = {SETUP: ALL}
WRITE_TEMPLATES: Right = {MARKETING: ALL, SETUP: ALL}
READ_AUDIT: Right = {SETUP: ALL, AUDITOR: ALL}
READ_EVENTS: Right = {MANAGER: ALL, SETUP: ALL, AUDITOR: ALL}
RESOLVE_EVENTS: Right = {MANAGER: ALL, SETUP: ALL}

MISSING, REFUSED, NOT_SO = 404, 422, 405


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who may open an address, and what it answers to who may.

    `row` is what the address names (see `tests.everywhere.house`), "" where it names nothing.
    `get` and `post` are the statuses of a plain question and of an empty form. `right_first`
    says that without the right nothing else is looked at, not even how it is asked; `to_post` is
    the right to post where that is another one than to read.
    """

    right: Right
    row: str = ""
    get: int = 200
    post: int = NOT_SO
    right_first: bool = False
    to_post: Right | None = None

    def right_to(self, method: str) -> Right:
        """Who may ask by *method*."""
        return self.right if method == "get" or self.to_post is None else self.to_post


def page(right: Right = EVERYBODY, row: str = "", **answers: Any) -> Decision:
    """Something to read."""
    return Decision(right=right, row=row, **answers)


def form(right: Right, row: str = "", post: int = REFUSED, **answers: Any) -> Decision:
    """A form on a page of its own; sent empty it is refused unless *post* says otherwise."""
    return Decision(right=right, row=row, post=post, **answers)


def deed(right: Right, row: str = "", post: int = 302, **answers: Any) -> Decision:
    """What is only ever posted."""
    return Decision(right=right, row=row, get=NOT_SO, post=post, **answers)


GROUND_FLOOR = {
    "home": page(),
    "contact_choices": page(),
    "company_choices": page(),
    "salesperson_choices": page(),
    "campaign_choices": page(),
    "contact_list": page(),
    "contact_new": form(CREATE_CONTACTS),
    "contact": page(row="contact"),
    "contact_edit": form(EDIT_CONTACTS, "contact"),
    "contact_delete": form(EDIT_CONTACTS, "contact"),
    "company_list": page(),
    "person_list": page(),
    "customer_list": page(),
    "vendor_list": page(),
    "salesperson_list": page(),
    "salesperson_new": form(WRITE_SET_UP),
    "salesperson": page(row="salesperson"),
    "salesperson_edit": form(WRITE_SET_UP, "salesperson"),
    "campaign_list": page(),
    "campaign": page(row="campaign"),
    "marketing_setup": page(READ_SET_UP),
    "marketing_setup_edit": form(WRITE_SET_UP),
    "document_list": page(),
    "document_new": form(COPY_DOCUMENTS),
    "document": page(row="document"),
    "document_edit": form(WRITE_DOCUMENTS, "document"),
    "document_copy": form(COPY_DOCUMENTS, "document"),
    "document_delete": form(WRITE_DOCUMENTS, "document", post=302),
    "document_print": form(SEND, "document"),
    "document_send": form(SEND, "document"),
    "document_pdf": page(row="document"),
    "document_sheet": page(row="document"),
    "mail_queue": page(),
    "mail": page(row="mail"),
    "mail_attachment_file": page(row="mail"),
    "mail_file": page(row="mail_file"),
    "mail_resend": deed(SEND, "mail"),
    "reopen": deed(EVERYBODY),
    "saved_view_new": form(EVERYBODY),
    "saved_view_edit": form(EVERYBODY, "saved_view"),
    "saved_view_deletion": deed(EVERYBODY, "saved_view"),
    "search": page(),
    "settings": form(EVERYBODY),
    "theme": deed(EVERYBODY),
}
INTERACTIONS = {
    "log_entry_list": page(),
    "interaction_template_list": page(),
    "interaction_template": page(row="template"),
    "interaction_template_totals": page(row="template"),
    "interaction_template_files": form(WRITE_TEMPLATES, "template"),
    "interaction_template_file": page(row="template_file"),
    "interaction_template_file_removal": deed(WRITE_TEMPLATES, "template_file"),
    "interaction_group": page(row="group"),
    "interaction_group_totals": page(row="group"),
    "template_choices": page(),
    "contact_timeline": page(row="contact", get=302),
    "send_email": form(RECORD_ANY, "contact", get=302),
    "meeting_new": form(RECORD_ANY, "contact"),
    "meeting_file": page(row="meeting"),
    "call": page(RECORD_ANY, "contact", get=302),
    "letter_print": form(SEND, "contact"),
    "letter_preview": deed(SEND, "contact", post=REFUSED),
    "cover_sheet_print": form(SEND, "contact"),
    "cover_sheet_preview": deed(SEND, "contact", post=REFUSED),
    "letter_template_choices": page(),
    "letter": page(row="letter"),
    "letter_pdf": page(row="letter"),
    "letter_sheet": page(row="letter"),
    "contact_sums": page(row="contact", get=302),
    "interaction_new": form(RECORD),
    "interaction_values": deed(RECORD, post=200, right_first=True),
    "log_entry": page(row="entry"),
    "log_entry_undo": deed(CANCEL, "entry"),
    "log_entry_evaluation": deed(RECORD, "entry"),
    "log_entry_comment": form(RECORD, "entry"),
    "log_entry_comment_removal": deed(EVERYBODY, "comment"),
    "log_entry_files": form(RECORD, "entry"),
    "log_entry_file": page(row="attachment"),
    "log_entry_file_removal": deed(EVERYBODY, "attachment"),
    "log_entry_correction": page(row="entry", get=302),
    "log_entry_cancellation": form(CANCEL, "entry", post=302),
    "log_entry_restoration": deed(CANCEL, "entry"),
    "cancellations": deed(CANCEL),
    "restorations": deed(CANCEL),
    "cancellation_restoration": deed(RESTORE_MANY, "cancellation"),
    "delete_canceled": form(DELETE_CANCELED, post=302),
    "delete_canceled_progress": page(row="deletion"),
    "delete_canceled_continuation": deed(DELETE_CANCELED, "own_deletion"),
    "postponed_list": page(RESUME),
    "postponed_keeping": deed(RESUME, post=200),
    "postponed_opening": deed(RESUME, post=200),
    "form_files": deed(ATTACH, post=REFUSED),
    "form_file": page(row="form_file"),
    "form_file_removal": deed(EVERYBODY, "form_file", post=200),
    "postponed_deletions": deed(RESUME),
    "postponed_undeletion": deed(RESUME),
    "postponed_resume": form(RESUME, "postponed"),
    "postponed_record": deed(RESUME, "postponed", right_first=True),
    "postponed_deletion": deed(RESUME, "postponed"),
    "postponed_hand_over": form(RESUME, "postponed"),
    "calendar_feed_change": deed(RESUME),
    "postponed_due": form(RESUME, "postponed", post=302),
    "automatic_recording": page(READ_SET_UP),
    "unrecorded_events": page(READ_EVENTS),
    "event": form(READ_EVENTS, "event", to_post=RESOLVE_EVENTS, right_first=True),
    "event_retries": deed(RESOLVE_EVENTS),
    "event_drops": deed(RESOLVE_EVENTS),
    "audit": page(READ_AUDIT),
    "audit_cancellations": page(READ_AUDIT),
}
SEGMENTS = {
    "segment_list": page(),
    "segment_new": form(BUILD_SEGMENTS),
    "segment": page(row="segment"),
    "segment_edit": form(BUILD_SEGMENTS, "segment"),
    "segment_add": form(BUILD_SEGMENTS, "segment"),
    "segment_paste": form(BUILD_SEGMENTS, "segment"),
    "segment_criteria": form(BUILD_SEGMENTS, "segment"),
    "segment_undo": deed(BUILD_SEGMENTS, "segment"),
    "segment_lines": form(BUILD_SEGMENTS, "segment", get=MISSING, post=MISSING),
    "segment_removal": deed(BUILD_SEGMENTS, "segment"),
    "segment_line_value": form(BUILD_SEGMENTS, "line", get=302, post=302),
    "segment_today": deed(BUILD_SEGMENTS, "segment"),
    "delete_canceled_segments": form(DELETE_CANCELED, post=302),
    "delete_canceled_segments_progress": page(row="segment_deletion"),
    "delete_canceled_segments_continuation": deed(DELETE_CANCELED, "own_segment_deletion"),
    "segment_choices": page(),
    "logged_segment_choices": page(),
    "segment_additions": form(BUILD_ANY, post=200),
    "saved_criteria_list": page(BUILD_ANY),
    "saved_criteria_edit": form(CHANGE_CRITERIA, "saved_criteria"),
    "saved_criteria_deletion": form(CHANGE_CRITERIA, "saved_criteria", post=302),
    "segment_take_criteria": form(BUILD_SEGMENTS, "segment"),
    "segment_save_criteria": form(BUILD_SEGMENTS, "segment"),
    "segment_reuse": form(BUILD_SEGMENTS, "segment"),
    "segment_skipped": page(row="step"),
    "segment_follow_outcomes": form(BUILD_SEGMENTS, "logged_segment"),
    "segment_newcomers": deed(BUILD_SEGMENTS, "logged_segment"),
    "segment_line": form(BUILD_SEGMENTS, "line", post=302),
    "segment_log": form(BUILD_SEGMENTS, "segment", post=302),
    "segment_progress": page(row="segment", get=302),
    "segment_continuation": deed(BUILD_SEGMENTS, "segment"),
    "segment_take_back": deed(BUILD_SEGMENTS, "segment"),
    "segment_letters": page(row="logged_segment", post=302, to_post=BUILD_SEGMENTS),
    "segment_letters_pdf": page(row="logged_segment", get=MISSING),
    "segment_letters_sheet": page(row="logged_segment", get=MISSING),
    "logged_segment_list": page(),
    "logged_segment": page(row="logged_segment"),
    "logged_segment_cancellation": form(BUILD_SEGMENTS, "logged_segment", post=302),
    "logged_segment_restoration": deed(BUILD_SEGMENTS, "logged_segment"),
}
DECISIONS: dict[str, Decision] = GROUND_FLOOR | INTERACTIONS | SEGMENTS

# What is open to whoever comes by: its status for a stranger, and for somebody signed in.
WITHOUT_SIGN_IN = {
    "account_login": (200, 302),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "healthz": (200, 200),
    "readyz": (200, 200),
    "language": (405, 405),
    # Other systems post here, with a token of their own.
    "api_events": (405, 405),
    # Who got a mail opts out here, by a token that is right or wrong.
    "opt_out": (404, 404),
    # A calendar program reads here, by a secret that is right or wrong.
    "calendar_feed": (404, 404),
}
# allauth's pages for who is signed in; a stranger is led to the sign-in.
OWN_ACCOUNT = {
    "account_logout": 200,
    "account_reauthenticate": 200,
    "account_change_password": 200,
    "account_set_password": 302,
}

# The administration, by noun: who reads, who writes.
READ, WRITE = "read", "write"
ADMINISTRATION: dict[str, dict[str, str]] = {
    "crm_auditrecord": {SETUP: READ, AUDITOR: READ},
    "crm_campaign": {
        MARKETING: WRITE, SETUP: WRITE, AUDITOR: READ, SALESPERSON: READ, MANAGER: READ,
    },
    "crm_marketingsetup": {MARKETING: READ, SETUP: WRITE, AUDITOR: READ},
    "crm_numberseries": {MARKETING: READ, SETUP: WRITE, AUDITOR: READ},
    "crm_salesperson": {
        MARKETING: READ, SETUP: WRITE, AUDITOR: READ, SALESPERSON: READ, MANAGER: READ,
    },
    "crm_team": {MARKETING: READ, SETUP: WRITE, AUDITOR: READ},
    "crm_user": {SETUP: WRITE},
    "interactions_interactiongroup": {
        MARKETING: WRITE, SETUP: WRITE, AUDITOR: READ, SALESPERSON: READ, MANAGER: READ,
    },
    "interactions_interactiontemplate": {
        MARKETING: WRITE, SETUP: WRITE, AUDITOR: READ, SALESPERSON: READ, MANAGER: READ,
    },
    "interactions_connectedsystem": {SETUP: WRITE, AUDITOR: READ},
    "interactions_recordingrule": {MARKETING: READ, SETUP: WRITE, AUDITOR: READ},
    # Of the packages: nobody but a superuser.
    "auth_group": {},
    "account_emailaddress": {},
}  # fmt: skip
# The pages of the administration that are about no noun of their own.
OF_THE_ADMINISTRATION = {
    "admin:index", "admin:login", "admin:logout", "admin:password_change",
    "admin:password_change_done", "admin:autocomplete", "admin:jsi18n", "admin:view_on_site",
    "admin:app_list", "admin:auth_user_password_change",
    "admin:interactions_interactiontemplate_preview",
    "admin:interactions_interactiontemplate_preview_of",
}  # fmt: skip
ADMIN_PAGES = ("changelist", "add", "history", "delete", "change", "simple_history")


def all_names() -> set[str]:
    """The name of every address that the resolver knows; a redirection of Django's has none."""
    return {name for name in _names(get_resolver().url_patterns, "") if not name.endswith("None")}


def _names(patterns: list[Any], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _names(pattern.url_patterns, namespace + inner)


def decided_names() -> set[str]:
    """The names that somebody has decided about."""
    of_nouns = {f"admin:{noun}_{page}" for noun in ADMINISTRATION for page in ADMIN_PAGES}
    own = {*DECISIONS, *WITHOUT_SIGN_IN, *OWN_ACCOUNT}
    return own | OF_THE_ADMINISTRATION | of_nouns
