"""A picture of every page with the demo's story in it: `make screenshots`, then look.

The pages are those of `tests.browser.pages`, with rows that the story has told. Not collected
by the ordinary run.
"""

import itertools
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count
from zeal import zeal_ignore

from crm.models import Contact, MarketingSetup, SalesDocument, User
from interactions.models import InteractionLogEntry, PostponedInteraction
from segments.models import Segment
from tests.browser.pages import SIGNED_OUT, pages_of
from tests.everywhere.house import House
from tests.factories import CampaignFactory, SalesDocumentFactory, SegmentFactory

PICTURES = Path(__file__).resolve().parent.parent.parent / "screenshots"
WIDTHS = (1440, 390)
THEMES = ("light", "dark")
LANGUAGES = ("en", "cs")
LOOKS = list(itertools.product(WIDTHS, THEMES, LANGUAGES))


class ToldHouse(House):
    """Rows of the story where it has told one of the kind, small ones where it has not."""

    def set_up(self):
        return MarketingSetup.current()

    def __init__(self):
        # Numbers that the story has not given.
        for factory in (CampaignFactory, SalesDocumentFactory, SegmentFactory):
            factory.reset_sequence(9_000)
        super().__init__()
        # What a picture would show instead of the story.
        for whose in ("team", "other"):
            self.rows.pop(whose)
        standing = InteractionLogEntry.objects.standing().exclude(comments=None)
        much = Contact.objects.annotate(n=Count("interactions")).order_by("-n")
        entry = standing.newest_first()[1]
        self.rows["own"] |= {
            "contact": much.filter(type="person").first(),
            "entry": entry,
            "template": entry.template,
            "group": entry.group,
            "salesperson": entry.salesperson,
            "postponed": PostponedInteraction.objects.first(),
        }
        by_lines = Segment.objects.annotate(n=Count("lines")).order_by("-n")
        lined = by_lines.filter(batch=None).first()
        if lined.n:
            self.rows["own"] |= {"segment": lined, "line": lined.lines.first()}
        self.rows["own"] |= {
            "logged_segment": by_lines.exclude(batch=None).first(),
            "document": SalesDocument.objects.exclude(lines=None).order_by("pk").first(),
        }


@pytest.fixture
def administrator(live_server):
    call_command("demo", verbosity=0)
    return User.objects.create_superuser(
        "picture-taker", "pictures@example.com", first_name="Hana", last_name="Marešová"
    )


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_take_pictures(new_context, sign_in, administrator, complaints, width, theme, language):
    look = f"{width}-{theme}-{language}"
    shutil.rmtree(PICTURES / look, ignore_errors=True)
    administrator.language, administrator.theme = language, theme
    administrator.save()
    context = new_context(
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        locale={"en": "en-GB", "cs": "cs-CZ"}[language],
    )
    stranger = context.new_page()
    with zeal_ignore():
        take(stranger, SIGNED_OUT, PICTURES / look)
        sign_in(administrator, context)
        take(context.new_page(), pages_of(ToldHouse()), PICTURES / look)
    complaints[:] = [complaint for complaint in complaints if "404" not in complaint]

    assert sorted(PICTURES.glob(f"{look}/*.png"))


def take(page, pages, folder):
    for name, address in pages.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}.png", full_page=True)
