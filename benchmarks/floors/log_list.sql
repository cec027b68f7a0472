-- Fifty entries of the log with what the list shows of them.
-- A statement named page/contact is `page` with the condition `contact`.

-- name: page
SELECT e.id, e.occurred_at, c.id, c.name, f.id, f.name, t.id, t.description, e.description,
       e.evaluation, s.id, s.name, e.duration, e.cost, e.source, e.document_kind,
       e.document_number, e.attempt_failed, x.at, x.reason, u.first_name, u.last_name
FROM interactions_interactionlogentry e
JOIN crm_contact c ON c.id = e.contact_id
LEFT JOIN crm_contact f ON f.id = e.company_id
JOIN interactions_interactiontemplate t ON t.id = e.template_id
LEFT JOIN crm_salesperson s ON s.id = e.salesperson_id
LEFT JOIN interactions_cancellation x ON x.id = e.cancellation_id
LEFT JOIN crm_user u ON u.id = x.by_id
WHERE {condition}
ORDER BY e.occurred_at DESC, e.id DESC
LIMIT 50

-- name: last_page
SELECT * FROM (
    SELECT e.id, e.occurred_at, c.id, c.name, f.id, f.name, t.id, t.description, e.description,
           e.evaluation, s.id, s.name, e.duration, e.cost, e.source, e.document_kind,
           e.document_number, e.attempt_failed, x.at, x.reason, u.first_name, u.last_name
    FROM interactions_interactionlogentry e
    JOIN crm_contact c ON c.id = e.contact_id
    LEFT JOIN crm_contact f ON f.id = e.company_id
    JOIN interactions_interactiontemplate t ON t.id = e.template_id
    LEFT JOIN crm_salesperson s ON s.id = e.salesperson_id
    LEFT JOIN interactions_cancellation x ON x.id = e.cancellation_id
    LEFT JOIN crm_user u ON u.id = x.by_id
    WHERE {condition}
    ORDER BY e.occurred_at, e.id
    LIMIT 50
) AS entry
ORDER BY 2 DESC, 1 DESC

-- name: all
1 = 1

-- name: contact
e.contact_id = 2

-- name: company
e.company_id = 1

-- name: salesperson
e.salesperson_id = 7

-- name: template
e.template_id = 5

-- name: group
e.group_id = 3

-- name: days
e.occurred_at >= :first AND e.occurred_at < :beyond

-- name: canceled
e.cancellation_id IS NOT NULL

-- name: standing
e.cancellation_id IS NULL

-- name: failed
e.attempt_failed

-- name: evaluation
e.evaluation = 5

-- name: flow
e.information_flow = 'inbound'

-- name: correspondence
e.correspondence_type = 'email'

-- name: source
e.source = 'document'

-- name: campaign
e.campaign_id = 3

-- name: document
e.document_number = (
    SELECT document_number FROM interactions_interactionlogentry
    WHERE document_number <> '' ORDER BY id LIMIT 1
)

-- name: recorded_by
e.recorded_by_id = 6

-- name: own_tenth
c.salesperson_id = 3 OR c.salesperson_id IS NULL

-- name: own_five
+c.salesperson_id = 2 OR +c.salesperson_id IS NULL

-- name: own_thirty
+c.salesperson_id = 1 OR +c.salesperson_id IS NULL

-- name: team
+c.salesperson_id IN (
    SELECT mate.id FROM crm_salesperson mate
    JOIN crm_salesperson reader ON reader.team_id = mate.team_id WHERE reader.id = 4
) OR +c.salesperson_id IS NULL

-- name: words
SELECT id FROM interactions_interactionlogentry WHERE {condition}
UNION
SELECT entry_id FROM interactions_comment WHERE {condition}

-- name: one_word
search_text LIKE :w0

-- name: two_words
search_text LIKE :w0 AND search_text LIKE :w1

-- name: a_document
SELECT document_number FROM interactions_interactionlogentry
WHERE document_number <> '' ORDER BY id LIMIT 1
