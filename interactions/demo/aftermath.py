"""What became of entries later: remarks, evaluations, and what was taken back or put right."""

import datetime
from collections.abc import Callable
from dataclasses import replace

from django.utils import timezone

from crm.actions.pace import Pace
from crm.demo.story import Story
from interactions.actions.cancel import cancel_entries
from interactions.actions.comment import add_comment
from interactions.actions.correct import correct_entry
from interactions.actions.purge import last_cancellation, purge, start_purge
from interactions.actions.restore import restore_entries
from interactions.demo import talk_cs, talk_en
from interactions.demo.talk import filled, lines
from interactions.demo.year import Recorded
from interactions.models import Evaluation, InteractionLogEntry

Deed = tuple[datetime.datetime, Callable[[], object]]


class Aftermath:
    """Deeds upon recorded entries, each at its time."""

    def __init__(self, story: Story, recorded: list[Recorded]):
        self.story, self.recorded = story, recorded
        self.dice = story.dice("aftermath")

    def come(self) -> None:
        """Do what was done later, in order, as far as that time has come."""
        deeds: list[Deed] = []
        for each in self.recorded:
            luck = self.dice.random()
            if luck < 0.05:
                deeds.append(self._remark(each))
            elif luck < 0.10 and not each.draft.attempt_failed:
                deeds.append(self._evaluation(each))
            elif luck < 0.13:
                deeds += self._cancellation(each)
            elif luck < 0.14:
                deeds.append(self._correction(each))
        deeds.append(self._clearing_away())
        for at, deed in sorted(deeds, key=lambda deed: deed[0]):
            if at < self.story.now:
                deed()

    def _later(self, each: Recorded, hours: int) -> datetime.datetime:
        delay = datetime.timedelta(hours=self.dice.randrange(1, hours), minutes=17)
        return self._at_work(each.entry.recorded_at + delay)

    @staticmethod
    def _at_work(moment: datetime.datetime) -> datetime.datetime:
        """*moment*, or a time of the next morning where nobody works: at night, on a weekend."""
        local = moment.astimezone(timezone.get_default_timezone())
        if local.hour >= 18:
            local = local.replace(hour=8) + datetime.timedelta(days=1)
        while local.weekday() > 4:
            local = local.replace(hour=8) + datetime.timedelta(days=1)
        return local.replace(hour=max(local.hour, 8))

    def _remark(self, each: Recorded) -> Deed:
        later = (talk_cs if each.language == "cs" else talk_en).LATER
        text = filled(self.dice.choice(lines(later)), self.dice, each.language)
        at = self._later(each, 90)
        return at, lambda: add_comment(entry=each.entry, text=text, by=each.by, now=at)

    def _evaluation(self, each: Recorded) -> Deed:
        value = self.dice.choices(Evaluation.values, (16, 44, 22, 13, 5))[0]
        at = self._later(each, 200)
        return at, lambda: each.entry.evaluate(Evaluation(value), by=each.by, now=at)

    def _cancellation(self, each: Recorded) -> list[Deed]:
        reasons = lines((talk_cs if each.language == "cs" else talk_en).REASONS)
        reason = self.dice.choice([*reasons, ""])
        at = self._later(each, 30)
        rows = InteractionLogEntry.objects.filter(pk=each.entry.pk)
        deeds: list[Deed] = [
            (at, lambda: cancel_entries(entries=rows, by=each.by, now=at, reason=reason))
        ]
        if self.dice.random() < 0.2:
            back_at = self._at_work(at + datetime.timedelta(hours=self.dice.randrange(1, 60)))
            deeds.append((back_at, lambda: restore_entries(entries=rows, by=each.by, now=back_at)))
        return deeds

    def _correction(self, each: Recorded) -> Deed:
        draft = replace(each.draft, duration=each.draft.duration + 5, next_step=None)
        at = self._later(each, 20)
        return at, lambda: correct_entry(entry=each.entry, draft=draft, by=each.by, now=at)

    def _clearing_away(self) -> Deed:
        """Once a year somebody deletes what was canceled in the first months."""
        at = self.story.moment(self.story.workdays(100)[0], 16, 20)
        by = self.story.users["radek"]

        def clear() -> None:
            entries = InteractionLogEntry.objects.filter(
                cancellation__at__lt=at - datetime.timedelta(days=90)
            )
            if not entries.exists():
                return
            audit = start_purge(entries=entries, by=by, now=at, until=last_cancellation(), facts={})
            purge(entries=entries, audit=audit, pace=Pace(1_000, rest=0), clock=lambda: at)

        return at, clear
