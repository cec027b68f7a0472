"""Telling the demo story: once, on an empty database, whole or not at all."""

import uuid
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crm import sockets
from crm.actions.finish_form import finish_form, result_at
from crm.demo.story import Story
from crm.models import FinishedForm
from crm.refusal import Refusal

# The story is a form that is finished once: this is its key.
MARK = uuid.uuid5(uuid.NAMESPACE_DNS, "severka-trading.example")


class DatabaseInUse(Refusal):
    """The database holds data that are not of the demo."""


def is_told() -> bool:
    """Whether this database holds the demo company."""
    return FinishedForm.objects.filter(key=MARK).exists()


def holds_data() -> bool:
    """Whether any noun of any room has a row: what migrations make is not among them."""
    return any(
        model._default_manager.exists()
        for room in apps.get_app_configs()
        if Path(room.path).parent == settings.BASE_DIR
        for model in room.get_models()
    )


def tell_story(story: Story) -> bool:
    """Let every room tell its chapter; False where the story stands already.

    Raises `DatabaseInUse` where there is anything else. All of it is one transaction: what is
    interrupted leaves nothing behind, and the next try begins anew.
    """
    with transaction.atomic():
        # Of two who tell at once, the second waits here, and finds it told.
        list(Group.objects.select_for_update().order_by("pk"))
        if is_told():
            return False
        if holds_data():
            raise DatabaseInUse(_("This database holds data already: no demo data were added."))
        with translation.override(story.language):
            for chapter in sockets.demo_chapters:
                chapter.tell(story)
            if story.scale > 1:
                for chapter in sockets.demo_chapters:
                    chapter.copy(story)
        narrator = next(iter(story.users.values()))
        result_at(finish_form(key=MARK, by=narrator, now=story.now), "/")
    return True
