"""The jobs by name, in the order in which they are measured."""

from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.jobs.contact_card import contact_card
from benchmarks.jobs.contact_list import contact_list
from benchmarks.jobs.contact_search import contact_search
from benchmarks.jobs.export import export
from benchmarks.jobs.log_list import log_list
from benchmarks.jobs.one_interaction import cancel_one, create_one
from benchmarks.jobs.purge import purge
from benchmarks.jobs.segments import (
    add_by_criteria,
    change_a_segment,
    log_a_segment,
    mark_a_segment,
)

JOBS: dict[str, Callable[[Bench], None]] = {
    "contact_search": contact_search,
    "contact_list": contact_list,
    "contact_card": contact_card,
    "log_list": log_list,
    "export": export,
    "create_one": create_one,
    "cancel_one": cancel_one,
    "purge": purge,
    "log_a_segment": log_a_segment,
    "mark_a_segment": mark_a_segment,
    "change_a_segment": change_a_segment,
    "add_by_criteria": add_by_criteria,
}
