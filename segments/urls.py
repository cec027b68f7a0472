"""Addresses of the top floor."""

from django.urls import path, re_path

from crm.views.choices import choices
from crm.views.deletion_progress import go_on, progress
from segments.choices import LOGGED_SEGMENTS, OPEN_SEGMENTS
from segments.purging import JOB as DELETION
from segments.views import adding, building, following, logged_segment, logging, saved_criteria
from segments.views.delete_canceled import DeleteCanceledSegments
from segments.views.letters import LettersSheet, SegmentLetters, letters_file
from segments.views.line import LineEdit, LinesEdit
from segments.views.line_value import LineValue
from segments.views.segment import SegmentEdit, SegmentNew, SegmentPage
from segments.views.segment_list import LoggedSegmentList, SegmentList

urlpatterns = [
    path("segments/", SegmentList.as_view(), name="segment_list"),
    path("segments/new/", SegmentNew.as_view(), name="segment_new"),
    path("segments/additions/", adding.AddToSegment.as_view(), name="segment_additions"),
    path(
        "segments/criteria/",
        saved_criteria.SavedCriteriaList.as_view(),
        name="saved_criteria_list",
    ),
    path(
        "segments/criteria/<int:pk>/edit/",
        saved_criteria.SavedCriteriaEdit.as_view(),
        name="saved_criteria_edit",
    ),
    path(
        "segments/criteria/<int:pk>/deletion/",
        saved_criteria.SavedCriteriaDelete.as_view(),
        name="saved_criteria_deletion",
    ),
    path(
        "segments/<int:pk>/criteria/",
        saved_criteria.TakeCriteria.as_view(),
        name="segment_take_criteria",
    ),
    path(
        "segments/<int:pk>/criteria/new/",
        saved_criteria.SaveCriteria.as_view(),
        name="segment_save_criteria",
    ),
    path("segments/<int:pk>/reuse/", following.ReuseContacts.as_view(), name="segment_reuse"),
    path(
        "logged-segments/<int:pk>/follow-up/",
        following.FollowOutcomes.as_view(),
        name="segment_follow_outcomes",
    ),
    path("logged-segments/<int:pk>/newcomers/", following.newcomers, name="segment_newcomers"),
    path("choices/segments/", choices, {"source": OPEN_SEGMENTS}, name="segment_choices"),
    path(
        "choices/logged-segments/",
        choices,
        {"source": LOGGED_SEGMENTS},
        name="logged_segment_choices",
    ),
    path("segments/<int:pk>/", SegmentPage.as_view(), name="segment"),
    path("segments/<int:pk>/edit/", SegmentEdit.as_view(), name="segment_edit"),
    path("segments/<int:pk>/contact/", adding.AddContact.as_view(), name="segment_add"),
    path("segments/<int:pk>/paste/", adding.PasteContacts.as_view(), name="segment_paste"),
    re_path(
        r"^segments/(?P<pk>\d{1,18})/(?P<kind>add|reduce|refine)/$",
        building.ByCriteria.as_view(),
        name="segment_criteria",
    ),
    path(
        "segments/<int:pk>/steps/<int:step>/skipped/",
        building.SkippedPage.as_view(),
        name="segment_skipped",
    ),
    path("segments/<int:pk>/undo/", building.undo_step, name="segment_undo"),
    path("segments/<int:pk>/lines/", LinesEdit.as_view(), name="segment_lines"),
    path("segments/<int:pk>/lines/removal/", building.remove_lines, name="segment_removal"),
    path("segments/<int:pk>/lines/<int:line>/", LineEdit.as_view(), name="segment_line"),
    path(
        "segments/<int:pk>/lines/<int:line>/values/<str:name>/",
        LineValue.as_view(),
        name="segment_line_value",
    ),
    path("segments/<int:pk>/log/", logging.LogSegmentPage.as_view(), name="segment_log"),
    path("segments/<int:pk>/log/today/", logging.date_today, name="segment_today"),
    path("segments/<int:pk>/log/progress/", logging.progress, name="segment_progress"),
    path("segments/<int:pk>/log/continuation/", logging.go_on, name="segment_continuation"),
    path("segments/<int:pk>/log/taking-back/", logging.take_back, name="segment_take_back"),
    path("segments/<int:pk>/letters/", SegmentLetters.as_view(), name="segment_letters"),
    path("segments/<int:pk>/letters/pdf/", letters_file, name="segment_letters_pdf"),
    path("segments/<int:pk>/letters/sheet/", LettersSheet.as_view(), name="segment_letters_sheet"),
    path("logged-segments/", LoggedSegmentList.as_view(), name="logged_segment_list"),
    path(
        "logged-segments/delete-canceled/",
        DeleteCanceledSegments.as_view(),
        name="delete_canceled_segments",
    ),
    path(
        "logged-segments/delete-canceled/<int:pk>/",
        progress,
        {"job": DELETION},
        name="delete_canceled_segments_progress",
    ),
    path(
        "logged-segments/delete-canceled/<int:pk>/continuation/",
        go_on,
        {"job": DELETION},
        name="delete_canceled_segments_continuation",
    ),
    path(
        "logged-segments/<int:pk>/",
        logged_segment.LoggedSegmentPage.as_view(),
        name="logged_segment",
    ),
    path(
        "logged-segments/<int:pk>/cancellation/",
        logged_segment.CancelLoggedSegment.as_view(),
        name="logged_segment_cancellation",
    ),
    path(
        "logged-segments/<int:pk>/cancellation/restore/",
        logged_segment.restore,
        name="logged_segment_restoration",
    ),
]
