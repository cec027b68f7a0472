"""What somebody was called away from: forms that were put off, some of them with a day."""

import datetime
import uuid

from crm.demo.story import Story
from crm.forms.due_day import working_day_after
from interactions.actions.postpone import TypedForm, postpone_interaction
from interactions.demo import talk_cs, talk_en
from interactions.demo.talk import filled
from interactions.demo.year import Recorded

# Who put something off, how many working days ago, and in how many from today it is due.
PUT_OFF = (("petr", 1, None), ("jana", 2, 1), ("hana", 1, 0), ("tomas", 3, None), ("emma", 1, 2))


def leave_unfinished(story: Story, recorded: list[Recorded]) -> None:
    """Put a call off for each of some users, with a contact he talked to lately."""
    dice = story.dice("unfinished")
    days = story.workdays(4)[::-1]
    for name, ago, due_in in PUT_OFF:
        by = story.users[name]
        latest = [each for each in recorded if each.by == by and not each.draft.campaign][-8:]
        if not latest:
            continue
        each = dice.choice(latest)
        talk = (talk_cs if each.language == "cs" else talk_en).TALK["OUTCALL"]
        fields: dict[str, str | list[str]] = {
            "contact": str(each.draft.contact.pk),
            "description": filled(talk.description(dice), dice, each.language),
        }
        typed = TypedForm(
            key=uuid.UUID(int=dice.getrandbits(128), version=4),
            version=0,
            fields=fields,
            own_fields=list(fields),
        )
        due_at = None if due_in is None else _noon(story, due_in)
        at = story.moment(days[ago], 16, dice.randrange(0, 60, 5))
        postpone_interaction(typed=typed, by=by, now=at, due_at=due_at)


def _noon(story: Story, days: int) -> datetime.datetime:
    return story.moment(working_day_after(story.today, days), 12)
