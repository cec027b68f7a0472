"""What became of the interactions of a logged segment: whom to follow up."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.models import Contact
from interactions.models import Evaluation, InformationFlow, InteractionLogEntry


@dataclass(frozen=True)
class Outcomes:
    """Outcomes of which at least one must hold for an entry that was not canceled."""

    evaluations: tuple[int, ...] = ()
    failed: bool = False
    no_answer: bool = False

    @classmethod
    def parse(cls, query: str) -> "Outcomes":
        """The outcomes that `query` was made of."""
        asked = QueryDict(query)
        known = {str(value) for value in Evaluation.values}
        return cls(
            tuple(int(value) for value in asked.getlist("evaluation") if value in known),
            failed="failed" in asked,
            no_answer="no_answer" in asked,
        )

    @property
    def query(self) -> str:
        """The outcomes in one order, as a step keeps them."""
        kept = QueryDict(mutable=True)
        kept.setlist("evaluation", [str(value) for value in sorted(self.evaluations)])
        for name in ("failed", "no_answer"):
            if getattr(self, name):
                kept[name] = "1"
        return kept.urlencode()

    def __bool__(self) -> bool:
        return bool(self.evaluations) or self.failed or self.no_answer

    def sentence(self) -> str:
        """The outcomes in words."""
        said = [str(Evaluation(value).label) for value in self.evaluations]
        if self.failed:
            said.append(_("attempt failed"))
        if self.no_answer:
            said.append(_("no inbound interaction since"))
        return ", ".join(said)

    def contacts(self, batch: int) -> QuerySet:
        """The contacts whose entry in the batch with this key came out so."""
        entries = InteractionLogEntry.objects.standing().filter(batch=batch)
        answered = InteractionLogEntry.objects.standing().filter(
            contact=OuterRef("contact"),
            information_flow=InformationFlow.INBOUND,
            occurred_at__gt=OuterRef("occurred_at"),
        )
        came_out = Q(evaluation__in=self.evaluations)
        if self.failed:
            came_out |= Q(attempt_failed=True)
        if self.no_answer:
            came_out |= Q(~Exists(answered))
        return Contact.objects.filter(pk__in=entries.filter(came_out).order_by().values("contact"))
