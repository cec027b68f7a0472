"""Segments live at random, and in the product it always comes to what the plain model says."""

import datetime
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crm import roles
from crm.models import Contact
from interactions.actions.cancel import cancel_entries
from interactions.actions.restore import restore_entries
from interactions.models import InteractionLogEntry
from segments.actions import log_segment as logging
from segments.actions.build import add_contacts, remove_contacts, undo_last_step
from segments.actions.cancel_logged_segment import (
    AlreadyDone,
    cancel_logged_segment,
    restore_logged_segment,
)
from segments.actions.change_lines import change_lines
from segments.actions.log_segment import LogOptions, SegmentNotReady, log_segment
from segments.actions.logging_steps import run_step
from segments.actions.start_segment import SegmentNotOpen, change_segment, start_segment
from segments.actions.take_back import TooLateToTakeBack, take_back_logging
from segments.models import Segment, SegmentStep
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    seller,
)
from tests.segments.plain import INHERITED, PlainContact, PlainSegment, PlainTemplate, World

CONTACTS, TEMPLATES, MOST_STARTED, MOST_SEGMENTS = 5, 3, 2, 6
STEPS_OF_A_LIFE = 50
DAYS = [datetime.date(2026, 11, 3), datetime.date(2026, 12, 24)]
TYPES = ["", "letter", "email"]
Kind = SegmentStep.Kind

some_contacts = st.sets(st.integers(0, CONTACTS - 1), min_size=1)
some_values = st.fixed_dictionaries(
    {},
    optional={
        "template": st.sampled_from([0, 1, 2, 0, 1, 2, 0, 1, 2, None]),
        "interaction_description": st.sampled_from(["Own", "Words", None] * 5 + [""]),
        "correspondence_type": st.none() | st.sampled_from(TYPES),
        "cost": st.none() | st.sampled_from([0, 7]),
        "date": st.sampled_from(DAYS * 5 + [None]),
    },
)
# 0 stands for any, the others for those to which a deed can be done.
any_segment = st.integers(0, 2 * MOST_SEGMENTS)


def there_is(state):
    """Whether a segment is in this *state*, a property of the model."""
    return lambda life: any(getattr(each, state) for each in life.plain)


class LifeOfSegments(RuleBasedStateMachine):
    """The same deeds upon the product and upon the model; after each they are compared."""

    # How many deeds were done in all lives, and how many of them the verbs refused.
    done = refused = 0

    def __init__(self):
        super().__init__()
        # Each life begins with an empty database and leaves one behind.
        self.life = transaction.atomic()
        self.life.__enter__()
        self.world, self.plain = World(), []
        self.keys, self.gone = [], 0

    def teardown(self):
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    @initialize()
    def open_the_shop(self):
        self.by = seller(roles.MARKETING)
        setup = MarketingSetupFactory()
        setup.segment_series = NumberSeriesLineFactory(prefix="SM", width=6).series
        setup.save()
        self.templates = [
            InteractionTemplateFactory(
                unit_cost=n, correspondence_type=TYPES[n], ignore_contact_correspondence_type=n == 2
            )
            for n in range(TEMPLATES)
        ]
        for n, template in enumerate(self.templates):
            self.world.templates[template.pk] = PlainTemplate(
                template.description, n, TYPES[n], n == 2
            )
        self.contacts = []
        for n in range(CONTACTS):
            known = {"correspondence_type": TYPES[n % 3], "email": "a@b.cz" if n % 2 else ""}
            self.contacts.append(PersonFactory(**known))
            self.world.contacts[self.contacts[n].pk] = PlainContact(**known)
        self._start({"template": self.templates[0], "date": DAYS[0]})
        self.build(0, {0, 1, 2, 3}, "add")

    # Building.

    @precondition(lambda self: len(self.keys) < MOST_STARTED or not there_is("is_open")(self))
    @rule(values=some_values)
    def start(self, values):
        self._start({"date": DAYS[0]} | self._for_product(values))

    @rule(
        which=any_segment,
        chosen=some_contacts,
        deed=st.sampled_from(["add", "reduce", "add", "refine", "add", "undo"]),
    )
    def build(self, which, chosen, deed):
        """One rule for all of it, so that a life is not spent on building alone."""
        segment, plain = self._pick(which, "is_open")
        with self._refused_unless(plain.is_open, SegmentNotOpen):
            if deed == "add":
                self._add(segment, plain, chosen)
            elif deed != "undo":
                self._remove(segment, plain, chosen, refine=deed == "refine")
            elif not plain.is_open or len(plain.steps) > 1:
                undo_last_step(segment=segment, by=self.by, even_changed=True)
                plain.undo()
        self._compare(plain)

    def _add(self, segment, plain, chosen):
        contacts = Contact.objects.filter(pk__in=self._pks(chosen))
        add_contacts(segment=segment, contacts=contacts, kind=Kind.ADD, by=self.by, now=NOW)
        plain.add({pk: self.world.contacts[pk] for pk in self._pks(chosen)})

    def _remove(self, segment, plain, chosen, *, refine):
        contacts = Contact.objects.filter(pk__in=self._pks(chosen))
        kind = Kind.REFINE if refine else Kind.REDUCE
        remove_contacts(segment=segment, contacts=contacts, kind=kind, by=self.by, now=NOW)
        named = set(self._pks(chosen))
        plain.remove(set(plain.lines) - named if refine else named)

    @rule(which=any_segment, values=some_values)
    def change_header(self, which, values):
        segment, plain = self._pick(which, "is_open")
        with self._refused_unless(plain.is_open, SegmentNotOpen):
            change_segment(segment=segment, values=self._for_product(values), by=self.by)
            plain.header |= self._for_model(values)
        self._compare(plain)

    @rule(which=any_segment, chosen=some_contacts, values=some_values.filter(bool))
    def change_some_lines(self, which, chosen, values):
        segment, plain = self._pick(which, "is_open")
        lines = segment.lines.filter(contact__in=self._pks(chosen))
        with self._refused_unless(plain.is_open, SegmentNotOpen):
            change_lines(segment=segment, lines=lines, values=self._for_product(values), by=self.by)
            plain.change(set(self._pks(chosen)), self._for_model(values))
        self._compare(plain)

    @rule(n=st.integers(0, CONTACTS - 1), name=st.sampled_from(["excluded", "blocked"]))
    def change_contact(self, n, name):
        field = {"excluded": "exclude_from_segments", "blocked": "privacy_blocked"}[name]
        contact = self.world.contacts[self.contacts[n].pk]
        setattr(contact, name, not getattr(contact, name))
        Contact.objects.filter(pk=self.contacts[n].pk).update(**{field: getattr(contact, name)})

    # Logging.

    @rule(which=any_segment, follow=st.booleans(), copy=st.booleans())
    def log_at_once(self, which, follow, copy):
        self._log(which, True, follow, copy)

    @rule(which=any_segment, follow=st.booleans(), copy=st.booleans())
    def begin_to_log(self, which, follow, copy):
        self._log(which, False, follow, copy)

    def _log(self, which, at_once, follow, copy):
        segment, plain = self._pick(which, "is_open")
        most = {"sqlite": 100 * at_once, "postgresql": 100 * at_once}
        expected = SegmentNotReady if plain.is_open else logging.SegmentAlreadyLogged
        ready = plain.is_open and plain.is_ready(self.world)
        follow = follow and len(self.keys) < MOST_SEGMENTS
        options = LogOptions(create_follow_up=follow, copy_interaction=copy)
        with mock.patch.object(logging, "ONE_STEP", most), self._refused_unless(ready, expected):
            log_segment(segment=segment, by=self.by, now=NOW, options=options)
            header = {name: plain.header.get(name) for name in INHERITED} if copy else {}
            follow_up = PlainSegment(header | {"date": NOW.date()}) if follow else None
            plain.begin(follow_up=follow_up)
            if at_once:
                plain.log_step(CONTACTS + 1, self.world)
                self._welcome(segment, follow_up)
        self._compare(plain)

    @precondition(there_is("is_waiting"))
    @rule(which=any_segment, size=st.integers(1, CONTACTS))
    def log_step(self, which, size):
        segment, plain = self._pick(which, "is_waiting")
        if plain.waiting is None:
            return
        run_step(batch=segment.batch, now=NOW, size=size)
        plain.log_step(size, self.world)
        if plain.logged:
            self._welcome(segment, plain.follow_up)
        self._compare(plain)

    @precondition(there_is("is_waiting"))
    @rule(which=any_segment)
    def take_back(self, which):
        segment, plain = self._pick(which, "is_waiting")
        with self._refused_unless(plain.is_waiting, TooLateToTakeBack):
            take_back_logging(segment=segment, by=self.by, now=NOW)
            self.gone += len(plain.take_back())
        self._compare(plain)

    # Looking back.

    @precondition(there_is("logged"))
    @rule(which=any_segment)
    def cancel(self, which):
        segment, plain = self._pick(which, "logged")
        with self._refused_unless(plain.logged and not plain.canceled, AlreadyDone):
            cancel_logged_segment(segment=segment, by=self.by, now=NOW)
            plain.cancel()
        self._compare(plain)

    @precondition(there_is("canceled"))
    @rule(which=any_segment)
    def restore(self, which):
        segment, plain = self._pick(which, "canceled")
        with self._refused_unless(plain.canceled, AlreadyDone):
            restore_logged_segment(segment=segment, by=self.by, now=NOW)
            plain.restore()
        self._compare(plain)

    @precondition(there_is("entries"))
    @rule(which=any_segment, n=st.integers(0, CONTACTS - 1), again=st.booleans())
    def cancel_or_restore_one(self, which, n, again):
        segment, plain = self._pick(which, "logged")
        entry = plain.entries.get(self.contacts[n].pk)
        if entry is None:
            return
        chosen = InteractionLogEntry.objects.filter(batch=segment.batch, contact=self.contacts[n])
        if again:
            restore_entries(entries=chosen, by=self.by, now=NOW)
            plain.restore_alone(entry)
        else:
            cancel_entries(entries=chosen, by=self.by, now=NOW)
            entry.canceled = entry.canceled or "alone"
        self._compare(plain)

    # Between the two worlds.

    def _start(self, values):
        values = {"description": "Any"} | values
        segment = start_segment(values=values, by=self.by, now=NOW)
        self.keys.append(segment.pk)
        names = {"template": lambda template: template and template.pk}
        self.plain.append(
            PlainSegment(
                {name: names.get(name, lambda same: same)(value) for name, value in values.items()}
            )
        )

    def _welcome(self, segment, follow_up):
        """A follow-up is seen once the logging has ended."""
        if follow_up is not None:
            self.keys.append(segment.followed_by.latest("pk").pk)
            self.plain.append(follow_up)
            self._compare(follow_up)

    def _pick(self, which, state):
        """A segment in this *state*, where there is one; now and then any, to be refused."""
        fitting = [each for each in self.plain if getattr(each, state)] if which else []
        chosen = (fitting or self.plain)[which % len(fitting or self.plain)]
        return self._stored(chosen), chosen

    def _stored(self, plain):
        key = self.keys[next(n for n, each in enumerate(self.plain) if each is plain)]
        return Segment.objects.select_related("batch__by").get(pk=key)

    def _pks(self, chosen):
        return [self.contacts[n].pk for n in sorted(chosen)]

    def _for_product(self, values):
        if values.get("template") is None:
            return values
        return values | {"template": self.templates[values["template"]]}

    def _for_model(self, values):
        if values.get("template") is None:
            return values
        return values | {"template": self.templates[values["template"]].pk}

    def _refused_unless(self, allowed, refusal):
        """Run the block where it is *allowed*, else see the verb refuse it."""
        LifeOfSegments.refused += not allowed
        return transaction.atomic() if allowed else pytest.raises(refusal)

    def _compare(self, plain):
        LifeOfSegments.done += 1
        segment = self._stored(plain)
        if plain.is_open:
            self._compare_lines(segment, plain)
        else:
            self._compare_entries(segment, plain)
        states = (segment.is_open, segment.is_logged)
        assert states == (plain.is_open, plain.logged)

    def _compare_lines(self, segment, plain):
        assert not segment.lines.exclude(skipped="").exists()
        names = (
            "template", "interaction_description", "correspondence_type", "cost", "date",
        )  # fmt: skip
        rows = segment.lines.kept().with_effective().with_reason(None)
        found = {
            row[0]: row[1:]
            for row in rows.values_list(
                "contact", "reason", *(f"effective_{name}" for name in names)
            )
        }
        assert found == {
            pk: (plain.reason(pk, self.world), *plain.effective(pk, self.world))
            for pk in plain.kept
        }

    def _compare_entries(self, segment, plain):
        found = {
            entry.contact_id: (
                (
                    entry.template_id,
                    entry.description,
                    entry.correspondence_type,
                    entry.cost,
                    entry.occurred_at.date(),
                ),
                entry.is_canceled,
            )
            for entry in segment.batch.entries.all()
        }
        assert found == {
            pk: (entry.facts, bool(entry.canceled)) for pk, entry in plain.entries.items()
        }
        skipped = segment.lines.exclude(skipped="").values_list("contact", "skipped")
        assert dict(skipped) == plain.skipped
        assert InteractionLogEntry.objects.count() == self.gone + sum(
            len(each.entries) for each in self.plain
        )


@pytest.mark.race
@pytest.mark.django_db
def test_it_always_comes_to_what_the_model_says(race_rounds):
    LifeOfSegments.done = LifeOfSegments.refused = 0
    lives = max(10, 10 * race_rounds // STEPS_OF_A_LIFE)

    run_state_machine_as_test(
        LifeOfSegments,
        settings=settings(
            max_examples=lives,
            stateful_step_count=STEPS_OF_A_LIFE,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    # Most deeds are possible and none was left out: the lives are worth being lived.
    assert LifeOfSegments.done > 5 * race_rounds
    assert LifeOfSegments.refused < LifeOfSegments.done / 2
