-- Fifty contacts with what the list shows of them.

-- name: page
SELECT c.id, c.name, c.type, c.number, f.id, f.name, c.email, c.phone, c.mobile, c.city, s.id,
       s.name, c.sort_name
FROM crm_contact c
LEFT JOIN crm_contact f ON f.id = c.company_id
LEFT JOIN crm_salesperson s ON s.id = c.salesperson_id
WHERE {condition}
ORDER BY c.sort_name, c.id
LIMIT 50

-- name: last_page
SELECT * FROM (
    SELECT c.id, c.name, c.type, c.number, f.id, f.name AS company, c.email, c.phone, c.mobile,
           c.city, s.id, s.name, c.sort_name
    FROM crm_contact c
    LEFT JOIN crm_contact f ON f.id = c.company_id
    LEFT JOIN crm_salesperson s ON s.id = c.salesperson_id
    WHERE {condition}
    ORDER BY c.sort_name DESC, c.id DESC
    LIMIT 50
) AS contact
ORDER BY 13, 1

-- name: all
1 = 1

-- name: companies
c.type = 'company'

-- name: customers
c.id IN (SELECT contact_id FROM crm_businessrelation WHERE kind = 'customer')
OR c.company_id IN (SELECT contact_id FROM crm_businessrelation WHERE kind = 'customer')

-- name: salesperson
c.salesperson_id = 7

-- name: own_tenth
c.salesperson_id = 3 OR c.salesperson_id IS NULL

-- name: own_thirty
c.salesperson_id = 1 OR c.salesperson_id IS NULL

-- name: words
SELECT id FROM crm_contact WHERE search_text LIKE :w0
