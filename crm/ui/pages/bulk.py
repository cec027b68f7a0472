"""What a list offers for selected rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm import sockets
from crm.ui.context import path_of


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """What can be done with the selected rows: the address they are posted to, and by whom."""

    label: str
    url_name: str
    icon: str = ""
    allowed: Callable[[Any], bool] = sockets.anybody


def bulk_actions_of(page: Any) -> list[tuple[Any, str]]:
    """The actions of a list page and those of upper rooms that its reader may, with addresses."""
    noun = page.model._meta.model_name
    plugged = [action for action in sockets.rows_actions if action.noun == noun]
    return [
        (action, path_of(action.url_name))
        for action in (*page.bulk_actions, *plugged)
        if action.allowed(page.request.user)
    ]
