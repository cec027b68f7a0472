"""The nouns of the first floor."""

from interactions.models.attachment import Attachment
from interactions.models.batch import InteractionBatch
from interactions.models.calendar_feed import CalendarFeed
from interactions.models.cancellation import Cancellation, Restoration
from interactions.models.comment import Comment
from interactions.models.completion import Completion
from interactions.models.connected_system import ConnectedSystem
from interactions.models.event import Event
from interactions.models.interaction_group import InteractionGroup
from interactions.models.interaction_template import InteractionTemplate
from interactions.models.letter import Letter
from interactions.models.letter_run import LetterPart, LetterRun
from interactions.models.log_entry import InteractionLogEntry
from interactions.models.meeting import Meeting
from interactions.models.postponed_interaction import Due, PostponedInteraction
from interactions.models.received_mail import ReceivedMail
from interactions.models.recording_rule import RecordingRule
from interactions.models.template_text import TemplateText
from interactions.models.vocabulary import Evaluation, InformationFlow, InitiatedBy

__all__ = [
    "Attachment",
    "CalendarFeed",
    "Cancellation",
    "Comment",
    "Completion",
    "ConnectedSystem",
    "Due",
    "Evaluation",
    "Event",
    "InformationFlow",
    "InitiatedBy",
    "InteractionBatch",
    "InteractionGroup",
    "InteractionLogEntry",
    "InteractionTemplate",
    "Letter",
    "LetterPart",
    "LetterRun",
    "Meeting",
    "PostponedInteraction",
    "ReceivedMail",
    "RecordingRule",
    "Restoration",
    "TemplateText",
]
