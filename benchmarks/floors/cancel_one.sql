-- One entry, marked as canceled: who and when, and the mark, in one transaction.

-- name: cancellation
INSERT INTO interactions_cancellation (by_id, at, reason) VALUES (:by, :at, '')

-- name: mark
UPDATE interactions_interactionlogentry
SET cancellation_id = (SELECT max(id) FROM interactions_cancellation), restoration_id = NULL
WHERE id = :entry AND cancellation_id IS NULL

-- name: standing
SELECT id FROM interactions_interactionlogentry WHERE cancellation_id IS NULL
ORDER BY occurred_at DESC, id DESC LIMIT 200

-- name: marked
SELECT e.restoration_id, x.by_id, x.reason,
       (SELECT count(*) FROM interactions_interactionlogentry o WHERE o.cancellation_id = x.id)
FROM interactions_interactionlogentry e
JOIN interactions_cancellation x ON x.id = e.cancellation_id
WHERE e.id = :entry
