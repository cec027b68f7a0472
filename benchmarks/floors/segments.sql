-- Logging a segment, and what becomes of it, by hand. What a line says itself counts; else what its
-- template, the header, the header's template say.

-- name: batch
INSERT INTO interactions_interactionbatch (title, by_id, started_at, occurred_at, total, watermark,
    finished_at)
VALUES ('Floor', :by, :at, :at, 0, 0, :at)

-- name: freeze
UPDATE segments_segment
SET batch_id = (SELECT max(id) FROM interactions_interactionbatch), version = version + 1
WHERE id = :segment AND batch_id IS NULL

-- name: lines
SELECT l.id AS line_id, l.contact_id, l.attempt_failed, c.email, c.second_email, c.mobile, c.phone,
       c.fax, c.exclude_from_segments, c.privacy_blocked, c.email_opt_out_at,
       CASE c.type WHEN 'company' THEN c.id ELSE c.company_id END AS company_id,
       COALESCE(l.template_id, s.template_id) AS template_id,
       CASE WHEN l.template_id IS NULL THEN h.group_id ELSE t.group_id END AS group_id,
       CASE WHEN l.template_id IS NULL
            THEN COALESCE(l.interaction_description, s.interaction_description, h.description)
            ELSE COALESCE(l.interaction_description, t.description) END AS description,
       CASE WHEN l.template_id IS NULL
            THEN COALESCE(l.interaction_description_words, s.interaction_description_words,
                          h.description_words)
            ELSE COALESCE(l.interaction_description_words, t.description_words) END AS words,
       CASE WHEN l.language IS NOT NULL THEN l.language
            WHEN p.language IS NOT NULL THEN p.language
            WHEN q.language IS NOT NULL THEN q.language
            WHEN l.template_id IS NULL THEN COALESCE(h.language, '') ELSE t.language
            END AS language,
       CASE WHEN l.template_id IS NULL
            THEN COALESCE(l.information_flow, s.information_flow, h.information_flow)
            ELSE COALESCE(l.information_flow, t.information_flow) END AS information_flow,
       CASE WHEN l.template_id IS NULL THEN COALESCE(l.initiated_by, s.initiated_by, h.initiated_by)
            ELSE COALESCE(l.initiated_by, t.initiated_by) END AS initiated_by,
       CASE WHEN l.template_id IS NULL THEN COALESCE(l.cost, s.cost, h.unit_cost)
            ELSE COALESCE(l.cost, t.unit_cost) END AS cost,
       CASE WHEN l.template_id IS NULL THEN COALESCE(l.duration, s.duration, h.unit_duration)
            ELSE COALESCE(l.duration, t.unit_duration) END AS duration,
       CASE WHEN l.template_id IS NULL THEN h.evaluation ELSE t.evaluation END AS evaluation,
       CASE WHEN l.correspondence_type IS NOT NULL THEN l.correspondence_type
            WHEN l.template_id IS NOT NULL
                 AND (t.ignore_contact_correspondence_type OR c.correspondence_type = '')
            THEN t.correspondence_type
            WHEN l.template_id IS NULL
                 AND (COALESCE(s.ignore_contact_correspondence_type,
                               h.ignore_contact_correspondence_type)
                      OR c.correspondence_type = '')
            THEN COALESCE(s.correspondence_type, h.correspondence_type, '')
            ELSE c.correspondence_type END AS via,
       COALESCE(l.salesperson_id, s.salesperson_id, c.salesperson_id) AS salesperson_id,
       s.campaign_id, l.subject AS own_subject, l.subject_words AS own_subject_words,
       CASE WHEN l.template_id IS NULL THEN s.subject END AS header_subject,
       CASE WHEN l.template_id IS NULL THEN s.subject_words END AS header_subject_words
FROM segments_segmentline l
JOIN segments_segment s ON s.id = l.segment_id
JOIN crm_contact c ON c.id = l.contact_id
LEFT JOIN interactions_interactiontemplate h ON h.id = s.template_id
LEFT JOIN interactions_interactiontemplate t ON t.id = l.template_id
LEFT JOIN interactions_templatetext p
       ON p.template_id = COALESCE(l.template_id, s.template_id) AND p.language = c.language
LEFT JOIN interactions_templatetext q
       ON q.template_id = COALESCE(l.template_id, s.template_id) AND q.language = s.language
WHERE l.segment_id = :segment AND l.removed_in_id IS NULL

-- name: entries
INSERT INTO interactions_interactionlogentry (
    contact_id, company_id, occurred_at, template_id, group_id, description, subject, language,
    correspondence_type, contacted_via, information_flow, initiated_by, cost, duration,
    salesperson_id, campaign_id, attempt_failed, batch_id, source, document_kind,
    document_number, recorded_by_id, recorded_at, evaluation, search_text)
SELECT e.contact_id, e.company_id, :occurred_at, e.template_id, e.group_id, e.description,
       COALESCE(e.own_subject, e.header_subject, x.subject, ''), e.language, e.via,
       CASE WHEN e.via = 'email' AND e.email <> '' THEN e.email
            WHEN e.via = 'email' THEN e.second_email
            WHEN e.via = 'phone' AND e.mobile <> '' THEN e.mobile
            WHEN e.via = 'phone' THEN e.phone
            WHEN e.via = 'fax' THEN e.fax ELSE '' END,
       e.information_flow, e.initiated_by, e.cost, e.duration, e.salesperson_id, e.campaign_id,
       e.attempt_failed, (SELECT max(id) FROM interactions_interactionbatch), 'segment', '', '',
       :by, :at, e.evaluation,
       e.words || COALESCE(e.own_subject_words, e.header_subject_words, x.subject_words, '')
FROM ({condition}) e
LEFT JOIN interactions_templatetext x
       ON x.template_id = e.template_id AND x.language = e.language
WHERE NOT e.exclude_from_segments AND NOT e.privacy_blocked
  AND NOT (e.via = 'email' AND (e.email_opt_out_at IS NOT NULL
                                OR (e.email = '' AND e.second_email = '')))
ORDER BY e.contact_id

-- name: skipped
UPDATE segments_segmentline SET skipped = e.reason
FROM (
    SELECT line_id, CASE WHEN exclude_from_segments THEN 'excluded'
                         WHEN privacy_blocked THEN 'privacy'
                         WHEN via = 'email' AND email_opt_out_at IS NOT NULL THEN 'opted_out'
                         WHEN via = 'email' AND email = '' AND second_email = '' THEN 'no_address'
                         END AS reason
    FROM ({condition}) f
) e
WHERE e.line_id = segments_segmentline.id AND e.reason IS NOT NULL

-- name: follow_up
INSERT INTO segments_segment (number, description, notes, follows_id, created_by_id, created_at,
    published_at, version, date, search_text)
VALUES ('FLOOR', 'Follow-up', '', :segment, :by, :at, :at, 1, :day, ' floor follow up')

-- name: follow_up_step
INSERT INTO segments_segmentstep (segment_id, kind, query, history, source_id, by_id, at, added,
    removed, skipped)
SELECT max(id), 'follow_up', '', '', :segment, :by, :at, 0, 0, 0 FROM segments_segment

-- name: follow
INSERT INTO segments_segmentline (segment_id, contact_id, attempt_failed, added_in_id, skipped,
    version)
SELECT (SELECT max(id) FROM segments_segment), l.contact_id, FALSE,
       (SELECT max(id) FROM segments_segmentstep), '', 1
FROM segments_segmentline l
JOIN crm_contact c ON c.id = l.contact_id
WHERE l.segment_id = :segment AND l.removed_in_id IS NULL
  AND NOT c.exclude_from_segments AND NOT c.privacy_blocked
ORDER BY l.id

-- name: total
UPDATE interactions_interactionbatch
SET total = (SELECT count(*) FROM interactions_interactionlogentry e
             WHERE e.batch_id = interactions_interactionbatch.id)
WHERE id = (SELECT max(id) FROM interactions_interactionbatch)

-- name: recorded
SELECT contact_id, company_id, template_id, group_id, description, subject, language,
       correspondence_type, contacted_via, information_flow, initiated_by,
       CAST(cost AS INTEGER), duration, salesperson_id, campaign_id, source, evaluation,
       search_text
FROM interactions_interactionlogentry
WHERE batch_id = (SELECT max(id) FROM interactions_interactionbatch)
ORDER BY contact_id

-- name: followed
SELECT contact_id FROM segments_segmentline
WHERE segment_id = (SELECT max(id) FROM segments_segment) AND segment_id <> :segment
ORDER BY contact_id

-- name: reasons
SELECT contact_id, skipped FROM segments_segmentline
WHERE segment_id = :segment AND skipped <> ''
ORDER BY contact_id

-- name: cancellation
INSERT INTO interactions_cancellation (by_id, at, reason) VALUES (:by, :at, '')

-- name: cancel
UPDATE interactions_interactionlogentry
SET cancellation_id = (SELECT max(id) FROM interactions_cancellation), restoration_id = NULL
WHERE batch_id = :batch AND cancellation_id IS NULL

-- name: restoration
INSERT INTO interactions_restoration (cancellation_id, by_id, at)
SELECT max(id), :by, :at FROM interactions_cancellation

-- name: restore
UPDATE interactions_interactionlogentry
SET cancellation_id = NULL, restoration_id = (SELECT max(id) FROM interactions_restoration)
WHERE batch_id = :batch AND cancellation_id IS NOT NULL

-- name: batch_stands
UPDATE interactions_interactionbatch SET cancellation_id = NULL WHERE id = :batch

-- name: entries_stand
UPDATE interactions_interactionlogentry SET cancellation_id = NULL, restoration_id = NULL
WHERE batch_id = :batch

-- name: marked
SELECT cancellation_id IS NULL, restoration_id IS NULL, count(*)
FROM interactions_interactionlogentry WHERE batch_id = :batch GROUP BY 1, 2 ORDER BY 1, 2

-- name: header
UPDATE segments_segment SET cost = :cost, version = version + 1 WHERE id = :segment

-- name: cost
SELECT CAST(cost AS INTEGER) FROM segments_segment WHERE id = :segment

-- name: step
INSERT INTO segments_segmentstep (segment_id, kind, query, history, by_id, at, added, removed,
    skipped)
VALUES (:segment, 'add', '', '', :by, :at, 0, 0, 0)

-- name: add
INSERT INTO segments_segmentline (segment_id, contact_id, attempt_failed, added_in_id, skipped,
    version)
SELECT :segment, c.id, FALSE, (SELECT max(id) FROM segments_segmentstep), '', 1
FROM crm_contact c
WHERE NOT c.exclude_from_segments AND NOT c.privacy_blocked
  AND NOT EXISTS (SELECT 1 FROM interactions_interactionlogentry e
                  WHERE e.contact_id = c.id AND e.cancellation_id IS NULL
                    AND NOT e.attempt_failed AND e.occurred_at >= :since)
  AND NOT EXISTS (SELECT 1 FROM interactions_interactionlogentry e
                  WHERE e.company_id = c.id AND e.cancellation_id IS NULL
                    AND NOT e.attempt_failed AND e.occurred_at >= :since)
ORDER BY c.id

-- name: added
SELECT contact_id FROM segments_segmentline WHERE segment_id = :segment ORDER BY contact_id
