-- All canceled entries, deleted in one transaction with their comments.

-- name: comments
DELETE FROM interactions_comment WHERE entry_id IN (
    SELECT id FROM interactions_interactionlogentry WHERE cancellation_id IS NOT NULL
)

-- name: entries
DELETE FROM interactions_interactionlogentry WHERE cancellation_id IS NOT NULL

-- name: left
SELECT 'entries', count(*), sum(id) FROM interactions_interactionlogentry
UNION ALL
SELECT 'comments', count(*), sum(id) FROM interactions_comment
UNION ALL
SELECT 'found', count(*), NULL FROM interactions_interactionlogentry
WHERE cancellation_id IS NOT NULL
