"""The set-up of interactions. Log entries are facts: they are not registered here."""

from interactions.admin.connected_system import ConnectedSystemAdmin
from interactions.admin.interaction_group import InteractionGroupAdmin
from interactions.admin.interaction_template import InteractionTemplateAdmin
from interactions.admin.recording_rule import RecordingRuleAdmin

__all__ = [
    "ConnectedSystemAdmin",
    "InteractionGroupAdmin",
    "InteractionTemplateAdmin",
    "RecordingRuleAdmin",
]
