-- What the card of a contact with ten thousand interactions shows.

-- name: contact
SELECT c.*, f.name, s.name FROM crm_contact c
LEFT JOIN crm_contact f ON f.id = c.company_id
LEFT JOIN crm_salesperson s ON s.id = c.salesperson_id
WHERE c.id = :contact

-- name: timeline
SELECT e.id, e.occurred_at, e.description, e.evaluation, e.duration, e.cost, e.attempt_failed,
       e.correspondence_type, e.information_flow, c.id, c.name, s.name, t.description,
       u.last_name, x.at, x.reason, y.last_name
FROM interactions_interactionlogentry e
JOIN crm_contact c ON c.id = e.contact_id
JOIN interactions_interactiontemplate t ON t.id = e.template_id
JOIN crm_user u ON u.id = e.recorded_by_id
LEFT JOIN crm_salesperson s ON s.id = e.salesperson_id
LEFT JOIN interactions_cancellation x ON x.id = e.cancellation_id
LEFT JOIN crm_user y ON y.id = x.by_id
WHERE {condition}
ORDER BY e.occurred_at DESC, e.id DESC
LIMIT 20

-- name: person
e.contact_id = :contact

-- name: company
e.company_id = :contact
