"""Every page of the product that a browser shows: one list for the pictures and for axe.

It is the list of addresses that somebody has decided about, so a new page is in it by itself.
"""

from tests.everywhere.addresses import DECISIONS
from tests.everywhere.house import House

# Parts of pages and answers to scripts; a browser never opens them by themselves.
PARTS = ("_choices", "_totals", "_pdf", "_file")
# What the resolver knows besides: pages of the account, and of the administration.
FURTHER = {
    "account_logout": "/accounts/logout/",
    "account_change_password": "/accounts/password/change/",
    "not_found": "/no-such-page/",
    "admin_index": "/admin/",
    "admin_templates": "/admin/interactions/interactiontemplate/",
    "admin_template_new": "/admin/interactions/interactiontemplate/add/",
    "admin_users": "/admin/crm/user/",
    "admin_number_series": "/admin/crm/numberseries/",
    "admin_salespeople": "/admin/crm/salesperson/",
    "admin_teams": "/admin/crm/team/",
    "admin_campaign_new": "/admin/crm/campaign/add/",
    "admin_audit": "/admin/crm/auditrecord/",
}
SIGNED_OUT = {
    "account_login": "/accounts/login/",
    "account_reset_password": "/accounts/password/reset/",
}
# Pages that show something only when they are asked.
ASKED = {
    "search": "?q=dvorak",
    "delete_canceled": "?show=1",
    "delete_canceled_segments": "?show=1",
    "log_entry_list": "?filters=1",
}


def pages_of(house: House) -> dict[str, str]:
    """The name and the address of each page, for somebody who may open all of them."""
    pages = {
        name: house.address(name, decision.row, "own") + ASKED.get(name, "")
        for name, decision in DECISIONS.items()
        if decision.get == 200 and not name.endswith(PARTS)
    }
    entry = house.rows["own"]["entry"]
    filled = f"?contact={entry.contact_id}&template={entry.template_id}"
    lines = f"/segments/{house.rows['own']['segment'].pk}/lines/"
    return (
        pages
        | FURTHER
        | {
            "interaction_new_filled": pages["interaction_new"] + filled,
            "segment_lines": f"{lines}?selected={house.rows['own']['line'].pk}",
        }
    )
