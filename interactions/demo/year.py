"""A year of talking to contacts: busy on Tuesdays, quiet in August, and quieter with some."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from crm.demo.story import Story
from crm.forms.due_day import working_day_after
from crm.models import BusinessRelation, Campaign, Contact, CorrespondenceType, User
from interactions.actions.record import record_interactions
from interactions.demo import talk_cs, talk_en
from interactions.demo.talk import filled, lines
from interactions.drafts import InteractionDraft, NextStep
from interactions.merge_fields import merge, values_for
from interactions.models import Evaluation, InteractionLogEntry, InteractionTemplate, TemplateText

WORKDAYS = 250
# Next steps of older talks are done by now.
STEPS_OPEN = 9
CHANCES_A_DAY = 17
BUSY_WEEKDAYS = (0.6, 0.78, 0.76, 0.7, 0.45)
QUIET_MONTHS = {7: 0.65, 8: 0.6, 12: 0.75}
HOURS = (8, 9, 10, 11, 12, 13, 14, 15, 16)
BUSY_HOURS = (6, 12, 15, 12, 4, 9, 13, 10, 5)
# How often a template is used with a contact of each kind.
WITH_CUSTOMERS = {
    "OUTCALL": 22, "INCALL": 19, "EMAIL": 17, "OFFER": 9, "FOLLOWUP": 9, "ONSITE": 7,
    "COMPLAINT": 4, "SERVICE": 5, "VIDEO": 4, "INHOUSE": 2, "LETTER": 2,
}  # fmt: skip
WITH_OTHERS = {"OUTCALL": 30, "EMAIL": 30, "VIDEO": 14, "INHOUSE": 8, "LETTER": 8, "ONSITE": 4}
BY_PHONE = {"OUTCALL", "FOLLOWUP"}
STAND_INS = {
    "petr": "jana", "jana": "petr", "tomas": "hana", "hana": "tomas", "emma": "martin",
    "martin": "emma",
}  # fmt: skip


@dataclass(frozen=True)
class Acquaintance:
    """A contact as the story sees it: how often and until which workday one talks, how it goes."""

    contact: Contact
    is_customer: bool
    weight: float
    until: int
    temper: float


@dataclass(frozen=True)
class Talked:
    """A talk that is to be written down, by whom, and in which language."""

    draft: InteractionDraft
    by: User
    language: str

    @property
    def over_at(self) -> datetime.datetime:
        return self.draft.occurred_at + datetime.timedelta(minutes=self.draft.duration + 4)


@dataclass(frozen=True)
class Recorded:
    """An entry with what the later parts of the story want to know about it."""

    entry: InteractionLogEntry
    draft: InteractionDraft
    by: User
    language: str


class Year:
    """The year, day by day; the dice are thrown as often whatever the date of its end is."""

    def __init__(self, story: Story, templates: dict[str, InteractionTemplate]):
        self.story, self.templates = story, templates
        self.dice = story.dice("year")
        self.texts = {
            (text.template_id, text.language): text for text in TemplateText.objects.all()
        }
        self.campaigns = list(Campaign.objects.exclude(status=Campaign.Status.PLANNED))
        self.sellers = {s.pk: name for name, s in story.salespeople.items()}
        self.crowd = list(self._crowd())
        self.steps_since = story.workdays(STEPS_OPEN)[0]

    def live(self) -> Iterator[Recorded]:
        """Record what happened, day by day; everybody writes his day down after its last talk."""
        for place, day in enumerate(self.story.workdays(WORKDAYS)):
            talks: dict[User, list[Talked]] = {}
            for talked in sorted(self._talks(place, day), key=lambda talked: talked.over_at):
                if talked.over_at < self.story.now:
                    talks.setdefault(talked.by, []).append(talked)
            for by, his in talks.items():
                drafts = [talked.draft for talked in his]
                entries = record_interactions(drafts=drafts, by=by, now=his[-1].over_at)
                for talked, entry in zip(his, entries, strict=True):
                    yield Recorded(entry, talked.draft, by, talked.language)

    def _crowd(self) -> Iterator[Acquaintance]:
        customer = BusinessRelation.Kind.CUSTOMER
        customers = set(Contact.objects.related_as(customer).values_list("pk", flat=True))
        contacts = Contact.objects.filter(privacy_blocked=False).order_by("pk")
        until: dict[int, int] = {}
        for contact in contacts.select_related("company", "salesperson"):
            # With some companies everybody fell silent at the same time.
            lapsed = self.dice.randrange(40, 180) if self.dice.random() < 0.22 else WORKDAYS
            until.setdefault(contact.company_id or contact.pk, lapsed)
            yield Acquaintance(
                contact=contact,
                is_customer=contact.pk in customers,
                weight=min(5, self.dice.paretovariate(1.3)) * (0.2 if contact.is_company else 1),
                until=until[contact.company_id or contact.pk],
                temper=self.dice.gauss(0, 0.12),
            )

    def _talks(self, place: int, day: datetime.date) -> Iterator[Talked]:
        chance = BUSY_WEEKDAYS[day.weekday()] * QUIET_MONTHS.get(day.month, 1)
        weights = [each.weight for each in self.crowd]
        for _chance in range(CHANCES_A_DAY):
            dice = Random(self.dice.random())
            known = dice.choices(self.crowd, weights)[0]
            met = known.contact.created_at.date() < day
            if dice.random() < chance and place < known.until and met:
                yield self._talk(dice, day, known)

    def _talk(self, dice: Random, day: datetime.date, known: Acquaintance) -> Talked:
        contact = known.contact
        campaign = self._campaign_on(dice, day)
        template = self._template(dice, known, campaign)
        seller = self.sellers[contact.salesperson_id]
        if dice.random() < 0.06:
            seller = STAND_INS[seller]
        language = "cs" if contact.language in {"cs", "sk"} else "en"
        talk = (talk_cs if language == "cs" else talk_en).TALK[template.code]
        failed = template.code in BY_PHONE and dice.random() < 0.15
        mood = self._mood(dice, known.temper)
        draft = InteractionDraft(
            contact=contact,
            template=template,
            occurred_at=self._moment(dice, day, template),
            description=filled(talk.description(dice), dice, language),
            salesperson=self.story.salespeople[seller],
            campaign=campaign,
            attempt_failed=failed,
            duration=1 if failed else self._minutes(dice, template),
            cost=Decimal(0) if failed else self._cost(dice, template),
            evaluation=None if failed else self._evaluation(dice, mood),
            comment=self._comment(dice, language, talk, mood, failed=failed),
            next_step=self._next_step(day, template),
            **self._way(template, contact, campaign),
        )
        by = self.story.users["klara" if template.code == "INVITE" else seller]
        return Talked(draft, by, language)

    def _template(
        self, dice: Random, known: Acquaintance, campaign: Campaign | None
    ) -> InteractionTemplate:
        contact = known.contact
        usual = WITH_CUSTOMERS if known.is_customer else WITH_OTHERS
        code = dice.choices(list(usual), list(usual.values()))[0]
        if campaign and not contact.exclude_from_segments and dice.random() < 0.5:
            code = "INVITE"
        template = self.templates[code]
        if template.correspondence_type == CorrespondenceType.EMAIL and not contact.email:
            return self.templates["OUTCALL"]
        return template

    def _campaign_on(self, dice: Random, day: datetime.date) -> Campaign | None:
        running = [c for c in self.campaigns if c.starts_on <= day <= c.ends_on]
        return running[0] if dice.random() < 0.25 and running else None

    def _moment(
        self, dice: Random, day: datetime.date, template: InteractionTemplate
    ) -> datetime.datetime:
        hour = dice.choices(HOURS, BUSY_HOURS)[0]
        if template.unit_duration > 60:
            hour = min(hour, 13)
        return self.story.moment(day, hour, dice.randrange(0, 60, 5))

    def _way(
        self, template: InteractionTemplate, contact: Contact, campaign: Campaign | None
    ) -> dict[str, str]:
        """How it went out or came in: what follows from the template and the contact."""
        translated = (template.pk, contact.language) in self.texts
        spoken = contact.language if translated else template.language
        text = self.texts.get((template.pk, spoken))
        values = values_for(contact, contact.salesperson, campaign, self.story.now, language=spoken)
        kind = template.correspondence_type
        ways = {
            CorrespondenceType.EMAIL: contact.email,
            CorrespondenceType.PHONE: str(contact.mobile or contact.phone or ""),
        }
        return {
            "subject": merge(text.subject, values) if text else "",
            "language": spoken,
            "correspondence_type": kind,
            "contacted_via": ways.get(kind, ""),
            "information_flow": template.information_flow,
            "initiated_by": template.initiated_by,
        }

    def _next_step(self, day: datetime.date, template: InteractionTemplate) -> NextStep | None:
        """What the template plans, unless it was done long ago."""
        if not template.next_step or day < self.steps_since:
            return None
        due = working_day_after(day, template.next_step_days)
        return NextStep(text=template.next_step, due_at=self.story.moment(due, 12))

    @staticmethod
    def _minutes(dice: Random, template: InteractionTemplate) -> int:
        spread = template.unit_duration * dice.uniform(0.5, 1.8)
        return max(2, round(spread / 5) * 5 if spread > 12 else round(spread))

    @staticmethod
    def _cost(dice: Random, template: InteractionTemplate) -> Decimal:
        return (template.unit_cost * dice.choice((100, 100, 100, 80, 120, 150)) / 100).quantize(
            Decimal(1)
        )

    @staticmethod
    def _mood(dice: Random, temper: float) -> str:
        luck = dice.random() + temper
        return "good" if luck > 0.45 else "fair" if luck > 0.14 else "bad"

    @staticmethod
    def _evaluation(dice: Random, mood: str) -> int | None:
        luck = dice.random()
        if luck > 0.6:
            return None
        very = luck < 0.15
        return {
            "good": Evaluation.VERY_POSITIVE if very else Evaluation.POSITIVE,
            "fair": Evaluation.NEUTRAL,
            "bad": Evaluation.VERY_NEGATIVE if very else Evaluation.NEGATIVE,
        }[mood]

    @staticmethod
    def _comment(dice: Random, language: str, talk, mood: str, *, failed: bool) -> str:
        luck = dice.random()
        if failed:
            words = talk_cs if language == "cs" else talk_en
            return filled(dice.choice(lines(words.NOT_REACHED)), dice, language)
        return filled(talk.comment(dice, mood), dice, language) if luck < 0.8 else ""
