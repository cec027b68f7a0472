"""What cards and the home page show of segments, and the log of the contacts on one."""

import re

import pytest
from django.urls import reverse

from crm import roles
from segments.actions.cancel_logged_segment import cancel_logged_segment
from segments.actions.log_segment import log_segment
from segments.models import Segment
from tests.factories import (
    NOW,
    CampaignFactory,
    LogEntryFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    SegmentStepFactory,
    seller,
)

pytestmark = pytest.mark.django_db


def text_of(visitor, address):
    return " ".join(visitor.get(address).content.decode().split())


# A contact


def test_a_contact_shows_the_segments_it_is_on_and_what_became_of_them(visitor, marketer):
    contact = PersonFactory()
    for description in ("Prepared", "Sent", "Taken back"):
        segment = SegmentFactory(description=description)
        SegmentLineFactory(segment=segment, contact=contact)
        if description != "Prepared":
            log_segment(segment=segment, by=marketer, now=NOW)
            segment = Segment.objects.select_related("batch").get(pk=segment.pk)
        if description == "Taken back":
            cancel_logged_segment(segment=segment, by=marketer, now=NOW)

    text = text_of(visitor, contact.get_absolute_url())

    shown = [
        re.search(rf"{description}</a>( <span class=\"soft\">(\w+)</span>)?</li>", text)[2]
        for description in ("Prepared", "Sent", "Taken back")
    ]
    assert shown == [None, "Logged", "Canceled"]


# A campaign


def test_a_campaign_shows_its_segments_and_the_totals_of_its_entries(visitor, marketer):
    campaign = CampaignFactory()
    logged = SegmentFactory(campaign=campaign, description="Autumn", cost=7, duration=5)
    SegmentLineFactory.create_batch(2, segment=logged)
    SegmentFactory(campaign=campaign, description="Spring")
    SegmentFactory(description="Elsewhere")
    log_segment(segment=logged, by=marketer, now=NOW)

    page = text_of(visitor, campaign.get_absolute_url())

    assert "Autumn" in page
    assert "Spring" in page
    assert "Elsewhere" not in page
    assert "14.00 CZK" in page.replace("\xa0", " ")
    assert "10 min" in page.replace("\xa0", " ")
    assert f"/interactions/?campaign={campaign.pk}" in page


def test_a_campaign_without_segments_says_so(visitor):
    page = text_of(visitor, CampaignFactory().get_absolute_url())

    assert "No segment belongs to this campaign yet." in page


def test_a_new_segment_of_a_campaign_begins_with_it(visitor):
    campaign = CampaignFactory(description="Fair")

    page = text_of(visitor, f"{reverse('segment_new')}?campaign={campaign.pk}")

    assert f'<option value="{campaign.pk}" selected>' in page


# Home


def test_marketing_reads_what_is_ready_and_what_is_missing(visitor):
    SegmentLineFactory(segment__description="Prepared")
    SegmentFactory(description="Begun", template=None)

    page = text_of(visitor, "/")

    assert "Ready" in page
    assert "Missing: template, contacts" in page


def test_removed_lines_fill_no_segment(visitor):
    line = SegmentLineFactory()
    line.removed_in = SegmentStepFactory(segment=line.segment)
    line.save()

    assert "Missing: contacts" in text_of(visitor, "/")


def test_a_salesperson_sees_his_own(client):
    user = seller(roles.SALESPERSON)
    SegmentFactory(description="Mine", salesperson=user.own_salesperson)
    SegmentFactory(description="Of others")
    client.force_login(user)

    page = text_of(client, "/")

    assert "Mine" in page
    assert "Of others" not in page


def test_marketing_sees_what_was_logged_last(visitor, marketer):
    segment = SegmentLineFactory(segment__description="Autumn").segment
    log_segment(segment=segment, by=marketer, now=NOW)

    page = text_of(visitor, "/")

    assert reverse("logged_segment", args=[segment.pk]) in page


@pytest.mark.parametrize("count", [1, 4])
def test_queries_of_the_tile_do_not_grow(visitor, count, django_assert_max_num_queries):
    SegmentLineFactory.create_batch(count)
    visitor.get("/")

    with django_assert_max_num_queries(25):
        visitor.get("/")


# The log of the contacts on an active segment


def test_the_log_of_a_segment_is_that_of_its_contacts_and_says_so(visitor):
    line = SegmentLineFactory()
    entry = LogEntryFactory(contact=line.contact, description="Old talk")
    other = LogEntryFactory(description="Somebody else")
    address = f"{reverse('log_entry_list')}?segment={line.segment_id}"
    offered = address in text_of(visitor, line.segment.get_absolute_url())

    page = text_of(visitor, address)

    assert offered
    assert entry.description in page
    assert other.description not in page
    assert "These are all entries of the contacts that stand on the segment now." in page


def test_a_segment_out_of_sight_is_no_filter(client):
    user = seller(roles.SALESPERSON)
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="see_all"))
    client.force_login(user)
    foreign = SegmentFactory()

    page = text_of(client, f"{reverse('log_entry_list')}?segment={foreign.pk}")

    assert "Not understood and left out of the filter: segment" in page
    assert foreign.description not in page
