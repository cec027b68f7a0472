-- One interaction, recorded: the one-time key of the form and the entry, in one transaction.

-- name: finished_form
INSERT INTO crm_finishedform (key, by_id, at, path) VALUES (:key, :by, :at, :path)

-- name: entry
INSERT INTO interactions_interactionlogentry (
    contact_id, company_id, occurred_at, template_id, group_id, description, subject, language,
    correspondence_type, contacted_via, information_flow, initiated_by, cost, duration,
    salesperson_id, campaign_id, attempt_failed, batch_id, source, document_kind,
    document_number, event_key, corrects_id, recorded_by_id, recorded_at, evaluation,
    evaluated_by_id, evaluated_at, cancellation_id, restoration_id, search_text)
VALUES (
    :contact, :company, :occurred_at, :template, :group, :description, '', 'cs', '', '', '', '',
    0, 15, :salesperson, NULL, FALSE, NULL, 'manual', '', '', NULL, NULL, :by, :at, NULL, NULL,
    NULL, NULL, NULL, :search_text)

-- name: last_entry
SELECT contact_id, company_id, occurred_at, template_id, group_id, description, subject, language,
       correspondence_type, contacted_via, information_flow, initiated_by, cost, duration,
       salesperson_id, campaign_id, attempt_failed, batch_id, source, document_kind,
       document_number, event_key, corrects_id, recorded_by_id, evaluation, evaluated_by_id,
       evaluated_at, cancellation_id, restoration_id, search_text
FROM interactions_interactionlogentry
ORDER BY id DESC
LIMIT 1

-- name: contact
SELECT id, company_id, language FROM crm_contact WHERE type = 'person' AND language = 'cs'
AND company_id IS NOT NULL AND NOT privacy_blocked ORDER BY id LIMIT 1
