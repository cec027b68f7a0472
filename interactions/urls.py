from django.urls import path

from crm.views.choices import choices
from crm.views.deletion_progress import go_on, progress
from interactions.choices import LETTER_TEMPLATES, TEMPLATES
from interactions.models import Letter
from interactions.purging import JOB as PURGE
from interactions.views import form_files, postponed, postponed_changes
from interactions.views.api import EventsOfSystems
from interactions.views.attachment import AddFiles, entry_file
from interactions.views.attachment import remove as remove_file
from interactions.views.audit import AuditList, CancellationList
from interactions.views.automatic_recording import AutomaticRecording
from interactions.views.calendar_feed import calendar_feed, change_calendar_feed
from interactions.views.call import call
from interactions.views.cancellation import (
    MarkAsCanceled,
    MarkManyAsCanceled,
    RestoreMany,
    restore_cancellation,
    restore_entry,
)
from interactions.views.comment import AddComment, remove
from interactions.views.correct import correct
from interactions.views.create import InteractionNew, InteractionValues
from interactions.views.event import DropMany, EventCard, RetryMany, UnrecordedEvents
from interactions.views.interaction_template import (
    InteractionGroupCard,
    InteractionTemplateCard,
    InteractionTemplateList,
    interaction_group_totals,
    interaction_template_totals,
)
from interactions.views.keeping import hold, keep
from interactions.views.letter import (
    LetterCard,
    PreviewLetter,
    PrintLetter,
    letter_pdf,
    letter_sheet,
)
from interactions.views.log_entry import LogEntryCard, evaluate
from interactions.views.log_list import LogEntryList
from interactions.views.meeting import InviteToMeeting, RecordAsPlanned, meeting_file
from interactions.views.purge import DeleteCanceled
from interactions.views.send_email import SendEmail
from interactions.views.template_file import (
    AddTemplateFiles,
    remove_template_file,
    template_file,
)
from interactions.views.timeline import contact_sums, contact_timeline
from interactions.views.undo import undo_recording

urlpatterns = [
    path("interactions/", LogEntryList.as_view(), name="log_entry_list"),
    path("templates/", InteractionTemplateList.as_view(), name="interaction_template_list"),
    path("templates/<int:pk>/", InteractionTemplateCard.as_view(), name="interaction_template"),
    path(
        "templates/<int:pk>/totals/",
        interaction_template_totals,
        name="interaction_template_totals",
    ),
    path(
        "templates/<int:pk>/files/",
        AddTemplateFiles.as_view(),
        name="interaction_template_files",
    ),
    path(
        "templates/<int:pk>/files/<int:attachment_pk>/",
        template_file,
        name="interaction_template_file",
    ),
    path(
        "templates/<int:pk>/files/<int:attachment_pk>/removal/",
        remove_template_file,
        name="interaction_template_file_removal",
    ),
    path("templates/groups/<int:pk>/", InteractionGroupCard.as_view(), name="interaction_group"),
    path(
        "templates/groups/<int:pk>/totals/",
        interaction_group_totals,
        name="interaction_group_totals",
    ),
    path("choices/templates/", choices, {"source": TEMPLATES}, name="template_choices"),
    path("contacts/<int:pk>/interactions/", contact_timeline, name="contact_timeline"),
    path("contacts/<int:pk>/interactions/sums/", contact_sums, name="contact_sums"),
    path("contacts/<int:pk>/email/", SendEmail.as_view(), name="send_email"),
    path("interactions/new/", InteractionNew.as_view(), name="interaction_new"),
    path("interactions/new/values/", InteractionValues.as_view(), name="interaction_values"),
    path("interactions/<int:pk>/", LogEntryCard.as_view(), name="log_entry"),
    path("interactions/<int:pk>/undo/", undo_recording, name="log_entry_undo"),
    path("interactions/<int:pk>/evaluation/", evaluate, name="log_entry_evaluation"),
    path("interactions/<int:pk>/comments/", AddComment.as_view(), name="log_entry_comment"),
    path(
        "interactions/<int:pk>/comments/<int:comment_pk>/removal/",
        remove,
        name="log_entry_comment_removal",
    ),
    path("interactions/<int:pk>/files/", AddFiles.as_view(), name="log_entry_files"),
    path("interactions/<int:pk>/files/<int:attachment_pk>/", entry_file, name="log_entry_file"),
    path(
        "interactions/<int:pk>/files/<int:attachment_pk>/removal/",
        remove_file,
        name="log_entry_file_removal",
    ),
    path("interactions/<int:pk>/correct/", correct, name="log_entry_correction"),
    path(
        "interactions/<int:pk>/cancellation/",
        MarkAsCanceled.as_view(),
        name="log_entry_cancellation",
    ),
    path(
        "interactions/<int:pk>/cancellation/restore/", restore_entry, name="log_entry_restoration"
    ),
    path("interactions/cancellations/", MarkManyAsCanceled.as_view(), name="cancellations"),
    path("interactions/cancellations/restore/", RestoreMany.as_view(), name="restorations"),
    path(
        "interactions/cancellations/<int:pk>/restore/",
        restore_cancellation,
        name="cancellation_restoration",
    ),
    path("interactions/delete-canceled/", DeleteCanceled.as_view(), name="delete_canceled"),
    path(
        "interactions/delete-canceled/<int:pk>/",
        progress,
        {"job": PURGE},
        name="delete_canceled_progress",
    ),
    path(
        "interactions/delete-canceled/<int:pk>/continuation/",
        go_on,
        {"job": PURGE},
        name="delete_canceled_continuation",
    ),
    path("postponed/", postponed.PostponedList.as_view(), name="postponed_list"),
    path("postponed/keeping/", keep, name="postponed_keeping"),
    path("postponed/opening/", hold, name="postponed_opening"),
    path("postponed/files/", form_files.upload, name="form_files"),
    path("postponed/files/<uuid:key>/<int:pk>/", form_files.form_file, name="form_file"),
    path(
        "postponed/files/<uuid:key>/<int:pk>/removal/",
        form_files.remove_form_file,
        name="form_file_removal",
    ),
    path("postponed/deletions/", postponed_changes.delete_many, name="postponed_deletions"),
    path("postponed/deletions/undo/", postponed_changes.undelete, name="postponed_undeletion"),
    path("postponed/<int:pk>/resume/", postponed.Resume.as_view(), name="postponed_resume"),
    path("postponed/<int:pk>/record/", RecordAsPlanned.as_view(), name="postponed_record"),
    path("postponed/<int:pk>/deletion/", postponed_changes.delete_one, name="postponed_deletion"),
    path(
        "postponed/<int:pk>/handing-over/",
        postponed_changes.HandOver.as_view(),
        name="postponed_hand_over",
    ),
    path("postponed/<int:pk>/due/", postponed_changes.MoveDue.as_view(), name="postponed_due"),
    path("calendar/<str:secret>/due.ics", calendar_feed, name="calendar_feed"),
    path("settings/calendar/", change_calendar_feed, name="calendar_feed_change"),
    path("setup/audit/", AuditList.as_view(), name="audit"),
    path("setup/audit/cancellations/", CancellationList.as_view(), name="audit_cancellations"),
    path("setup/automatic-recording/", AutomaticRecording.as_view(), name="automatic_recording"),
    path("api/events/", EventsOfSystems.as_view(), name="api_events"),
    path("unrecorded-events/", UnrecordedEvents.as_view(), name="unrecorded_events"),
    path("unrecorded-events/<int:pk>/", EventCard.as_view(), name="event"),
    path("unrecorded-events/retries/", RetryMany.as_view(), name="event_retries"),
    path("unrecorded-events/drops/", DropMany.as_view(), name="event_drops"),
    path("contacts/<int:pk>/call/", call, name="call"),
    path("contacts/<int:pk>/meeting/", InviteToMeeting.as_view(), name="meeting_new"),
    path("meetings/<int:pk>/invitation.ics", meeting_file, name="meeting_file"),
    path("contacts/<int:pk>/letter/", PrintLetter.as_view(), name="letter_print"),
    path("contacts/<int:pk>/letter/preview/", PreviewLetter.as_view(), name="letter_preview"),
    path(
        "contacts/<int:pk>/cover-sheet/",
        PrintLetter.as_view(kind=Letter.Kind.COVER_SHEET),
        name="cover_sheet_print",
    ),
    path(
        "contacts/<int:pk>/cover-sheet/preview/",
        PreviewLetter.as_view(kind=Letter.Kind.COVER_SHEET),
        name="cover_sheet_preview",
    ),
    path("letters/<int:pk>/", LetterCard.as_view(), name="letter"),
    path("letters/<int:pk>/pdf/", letter_pdf, name="letter_pdf"),
    path("letters/<int:pk>/sheet/", letter_sheet, name="letter_sheet"),
    path(
        "choices/letter-templates/",
        choices,
        {"source": LETTER_TEMPLATES},
        name="letter_template_choices",
    ),
]
