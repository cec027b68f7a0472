-- What somebody else saves meanwhile.

-- name: save
UPDATE crm_contact SET notes = :notes WHERE id = :contact
