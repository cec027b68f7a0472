-- The whole log with every column of the file, newest first.

-- name: entries
SELECT CASE WHEN e.cancellation_id IS NULL AND NOT e.attempt_failed THEN 'Recorded'
            WHEN e.cancellation_id IS NOT NULL AND e.attempt_failed
            THEN 'Canceled, Attempt failed'
            WHEN e.cancellation_id IS NOT NULL THEN 'Canceled'
            ELSE 'Attempt failed' END,
       e.occurred_at, c.name, f.name, t.description, e.description,
       CASE e.evaluation WHEN 5 THEN 'Very positive' WHEN 4 THEN 'Positive' WHEN 3 THEN 'Neutral'
                         WHEN 2 THEN 'Negative' WHEN 1 THEN 'Very negative' ELSE '' END,
       s.name, e.duration, e.cost,
       CASE e.source WHEN 'manual' THEN 'Manually' WHEN 'document' THEN 'Document' END,
       CASE e.document_kind WHEN 'sales_invoice' THEN 'Sales Invoice ' ELSE '' END || e.document_number,
       e.id, g.description, e.subject,
       CASE e.information_flow WHEN 'outbound' THEN 'Outbound' WHEN 'inbound' THEN 'Inbound'
                               ELSE '' END,
       CASE e.initiated_by WHEN 'us' THEN 'Us' WHEN 'them' THEN 'Them' ELSE '' END,
       CASE e.correspondence_type WHEN 'email' THEN 'E-mail' WHEN 'phone' THEN 'Phone' ELSE '' END,
       e.contacted_via, CASE e.language WHEN 'cs' THEN 'Czech' WHEN 'en' THEN 'English' END,
       p.description, b.title, u.last_name, e.recorded_at
FROM interactions_interactionlogentry e
JOIN crm_contact c ON c.id = e.contact_id
LEFT JOIN crm_contact f ON f.id = e.company_id
JOIN interactions_interactiontemplate t ON t.id = e.template_id
JOIN interactions_interactiongroup g ON g.id = e.group_id
LEFT JOIN crm_salesperson s ON s.id = e.salesperson_id
LEFT JOIN crm_campaign p ON p.id = e.campaign_id
LEFT JOIN interactions_interactionbatch b ON b.id = e.batch_id
JOIN crm_user u ON u.id = e.recorded_by_id
ORDER BY e.occurred_at DESC, e.id DESC
