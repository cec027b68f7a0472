-- Contacts whose words begin with what was typed, by reading every contact.

-- name: names
SELECT sort_name FROM crm_contact WHERE id % :step = 3 ORDER BY id

-- name: one_word
SELECT id FROM crm_contact WHERE search_text LIKE :w0

-- name: two_words
SELECT id FROM crm_contact WHERE search_text LIKE :w0 AND search_text LIKE :w1
