"""The three generic pages: a list, a card, a form. A page of a noun says only what is its own."""

from crm.ui.pages.bulk import BulkAction
from crm.ui.pages.card import CardPage, card_actions, card_panels
from crm.ui.pages.edit import DeletePage, EditPage
from crm.ui.pages.list import ListPage
from crm.ui.pages.page import Page

__all__ = [
    "BulkAction",
    "CardPage",
    "DeletePage",
    "EditPage",
    "ListPage",
    "Page",
    "card_actions",
    "card_panels",
]
