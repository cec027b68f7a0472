"""The set-up of interactions. Log entries are facts: they are not registered here."""

from interactions.admin.interaction_group import InteractionGroupAdmin
from interactions.admin.interaction_template import InteractionTemplateAdmin
from interactions.admin.recording_rule import RecordingRuleAdmin

__all__ = ["InteractionGroupAdmin", "InteractionTemplateAdmin", "RecordingRuleAdmin"]
