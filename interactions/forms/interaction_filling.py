"""A form that fills itself in, and never over what a person has typed.

The browser sends back with each form what was offered to it (`offered`), for which contact,
template and type (`filled_for`), and which fields a person has made his own (`own_fields`).
A value that differs from its offer is the person's own from then on, with JavaScript or without.
"""

import datetime
import json
import uuid
from dataclasses import dataclass

from django.db.models import Model
from django.http import QueryDict

from crm.models import User
from crm.ui.choices import Typed
from interactions.forms.interaction import FILLED, InteractionForm
from interactions.forms.interaction_offers import (
    ORIGINS,
    Offer,
    Start,
    as_typed,
    offers,
    offers_of_moment,
)

# Nothing that is chosen later changes these, and the clock does not run on in an open form.
OFFERED_ONCE = ("contact", "template", "date", "time")
LONGEST_OFFER = 10_000
# The hidden fields in which a form brings back what it knows about its filling.
STATE = ("own_fields", "offered", "filled_for")


@dataclass(frozen=True)
class Filled:
    """A bound form with everything filled in, and the origin of each value."""

    form: InteractionForm
    origins: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Fills in the forms of *user* that begin at *start*.

    `kept` names rows that may stay chosen though they are offered no more.
    """

    user: User
    now: datetime.datetime
    start: Start
    kept: tuple[tuple[str, Model | None], ...] = ()

    def opened(self) -> Filled:
        """A form that nobody has touched yet."""
        chosen = {"contact": self.start.contact, "template": self.start.template}
        form = self._form({name: as_typed(row) for name, row in chosen.items()})
        return self._merged(form, frozenset(), self._offers(form, frozenset(), {}))

    def copied(self, values: dict[str, str]) -> Filled:
        """A form with the *values* of an entry; those the offers would not give are own ones."""
        form = self._form(values)
        new = self._offers(form, frozenset(), {})
        own = frozenset(n for n in FILLED if values.get(n, "") != new.get(n, Offer()).value)
        return self._merged(form, own, new)

    def filled(self, data: QueryDict, *, anew: bool = False, at_now: bool = False) -> Filled:
        """The form that was sent as *data*, with the offers for what is chosen in it.

        What the person has seen stays as he saw it, unless what it depends on was chosen
        differently since, or *anew* says so. With *at_now* the interaction happens now, whatever
        date and time the person has typed.
        """
        form = InteractionForm(data.copy(), user=self.user, now=self.now, kept=self.kept)
        previous = parse_offers(data.get("offered", ""))
        own = _own_fields(form, previous)
        stale = anew or previous is None or data.get("filled_for") != _basis(form, own)
        new = self._offers(form, own, previous or {}) if stale else previous or {}
        if at_now:
            now = offers_of_moment(self.now)
            return self._merged(form, own.difference(now), new | now)
        return self._merged(form, own, new) if stale else _noted(form, own, new)

    def _form(self, values: dict[str, str]) -> InteractionForm:
        """A form that did not come from a browser: it gets its one-time key here."""
        data = QueryDict(mutable=True)
        data.update({"key": str(uuid.uuid4())} | values)
        return InteractionForm(data, user=self.user, now=self.now, kept=self.kept)

    def _offers(
        self, form: InteractionForm, own: frozenset[str], previous: dict[str, Offer]
    ) -> dict[str, Offer]:
        own_type = "correspondence_type" in own
        new = offers(
            start=self.start,
            contact=form.chosen("contact"),
            template=form.chosen("template"),
            correspondence_type=form.typed("correspondence_type") if own_type else None,
            user=self.user,
            now=self.now,
        )
        return new | {name: previous[name] for name in OFFERED_ONCE if name in previous}

    def _merged(self, form: InteractionForm, own: frozenset[str], new: dict[str, Offer]) -> Filled:
        """A form with the *new* offers in the fields that are not *own*."""
        data = form.data.copy()
        for name in FILLED:
            if name not in own:
                data[name] = new.get(name, Offer()).value
            elif isinstance(form.typed(name), Typed) and form.chosen(name):
                data[name] = as_typed(form.chosen(name))
        return _noted(form.with_values(data), own, new)


def _noted(form: InteractionForm, own: frozenset[str], new: dict[str, Offer]) -> Filled:
    """*form* with what it brings back the next time."""
    form.data["own_fields"] = ",".join(name for name in FILLED if name in own)
    form.data["offered"] = json.dumps({n: [o.value, o.origin] for n, o in new.items() if o.value})
    form.data["filled_for"] = _basis(form, own)
    if "key" in form.errors:
        form.data["key"] = str(uuid.uuid4())
    return Filled(form, _origins(form.data, own, new))


def parse_offers(text: str) -> dict[str, Offer] | None:
    """The offers that a form brings back; None where it brings none that can be read."""
    try:
        found = json.loads(text[:LONGEST_OFFER])
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(_is_offer(pair) for pair in found.values()):
        return None
    return {name: Offer(*pair) for name, pair in found.items() if name in FILLED}


def _is_offer(pair: object) -> bool:
    """Whether *pair*, read from a request, is a value and an origin."""
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(part, str) for part in pair)
        and pair[1] in ("", *ORIGINS)
    )


def _own_fields(form: InteractionForm, previous: dict[str, Offer] | None) -> frozenset[str]:
    """The fields that a person has made his own: then, or with this sending."""
    claimed = set(form.data.get("own_fields", "").split(","))
    if previous is None:
        # A form that never had offers, as the short one on a card; its unticked box says nothing.
        sent = {n for n in FILLED if n != "was_successful" and form.typed(n)}
        return frozenset(n for n in FILLED if n in sent | claimed)
    return frozenset(
        name
        for name in FILLED
        if name in claimed or form.typed(name) not in {None, previous.get(name, Offer()).value}
    )


def _basis(form: InteractionForm, own: frozenset[str]) -> str:
    """What the offers depend on, in a word."""
    own_type = form.typed("correspondence_type") if "correspondence_type" in own else ""
    contact, template = (as_typed(form.chosen(name)) for name in ("contact", "template"))
    return f"{contact}:{template}:{own_type}"


def _origins(data: QueryDict, own: frozenset[str], new: dict[str, Offer]) -> dict[str, str]:
    """The origin of each value in words; of an empty one there is nothing to say."""
    keys = {name: "own" if name in own else new.get(name, Offer()).origin for name in FILLED}
    # Who chose the contact and the template himself need not be told.
    silent = {name for name in ("contact", "template") if name in own}
    return {
        name: str(ORIGINS[key])
        for name, key in keys.items()
        if key and name not in silent and (data.get(name) or name in own)
    }
