-- The rows of the data set. MIX(i, k) is a number below 2^31 that looks random and depends on
-- the seed, on i and on k alone; MOMENT(seconds) is a moment. Both databases get the same rows.

CREATE TEMPORARY TABLE seller_of AS
WITH RECURSIVE slots(slot) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT slot + 1 FROM slots WHERE slot < 9999)
SELECT slot,
       CASE
           WHEN slot < 3000 THEN 1
           WHEN slot < 3500 THEN 2
           WHEN slot < 3510 THEN 3
           WHEN slot < 3512 THEN NULL
           -- The others differ in size too: the square makes the first ones the largest.
           ELSE 4 + ((slot - 3512) * (slot - 3512) / 6488) * (:salespeople - 3) / 6488
       END AS salesperson_id
FROM slots;

CREATE TEMPORARY TABLE raw_contact AS
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :contacts)
SELECT i,
       i % 5 = 1 AS is_company,
       CASE WHEN i = 2 THEN 1
            WHEN i % 5 <> 1 AND MIX(i, 1) % 10 < 7
            THEN 1 + 5 * (MIX(i, 2) % ((:contacts + 4) / 5))
       END AS company_id,
       MIX(i, 3) % 10000 AS slot,
       MIX(i, 4) % :people AS person,
       MIX(i, 5) % :trades AS trade,
       MIX(i, 6) % :cities AS city,
       CAST(601000000 + MIX(i, 7) % 7999999 AS TEXT) AS phone,
       CAST(20000000 + i AS TEXT) AS registration,
       substr(CAST(100000000 + i AS TEXT), 2) AS digits,
       MIX(i, 8) % 1000 AS fate
FROM n;

CREATE UNIQUE INDEX raw_contact_i ON raw_contact (i);

INSERT INTO crm_contact (
    id, type, number, company_name, title_before, first_name, middle_name, surname, title_after,
    job_title, name, sort_name, company_id, salesperson_id, phone, mobile, fax, email,
    second_email, street, post_code, city, country, web_site, data_box, registration_number,
    vat_number, language, correspondence_type, salutation, exclude_from_segments,
    privacy_blocked, email_opt_out_at, notes, created_at, search_text)
SELECT c.i, 'company', 'K' || c.digits, t.name || ' ' || o.name || ' s.r.o.', '', '', '', '', '',
       '', t.name || ' ' || o.name || ' s.r.o.', t.folded || ' ' || o.folded || ' s.r.o.', NULL,
       s.salesperson_id, '+420' || c.phone, '', '', 'info@firma' || c.i || '.cz', '',
       'Nádražní ' || (c.i % 200), CAST(10000 + c.i % 70000 AS TEXT), o.name, 'CZ', '', '',
       c.registration, '', CASE WHEN c.fate % 10 = 0 THEN 'en' ELSE 'cs' END,
       CASE c.fate % 4 WHEN 0 THEN 'email' WHEN 1 THEN 'phone' ELSE '' END, '', c.fate < 20,
       c.fate = 999, NULL, '', MOMENT(:first_second),
       ' ' || t.folded || ' ' || o.folded || ' s r o info firma' || c.i || ' cz ' || c.phone
       || ' 420' || c.phone || ' ' || c.registration || ' k' || c.digits
FROM raw_contact c
JOIN seller_of s ON s.slot = c.slot
JOIN pool_trade t ON t.i = c.trade
JOIN pool_city o ON o.i = c.city
WHERE c.is_company
ORDER BY c.i;

INSERT INTO crm_contact (
    id, type, number, company_name, title_before, first_name, middle_name, surname, title_after,
    job_title, name, sort_name, company_id, salesperson_id, phone, mobile, fax, email,
    second_email, street, post_code, city, country, web_site, data_box, registration_number,
    vat_number, language, correspondence_type, salutation, exclude_from_segments,
    privacy_blocked, email_opt_out_at, notes, created_at, search_text)
SELECT c.i, 'person', 'K' || c.digits, '', '', p.first_name, '', p.surname, '', '',
       p.first_name || ' ' || p.surname, p.folded_surname || ' ' || p.folded_first_name, c.company_id,
       s.salesperson_id, '', '+420' || c.phone, '',
       p.folded_first_name || '.' || p.folded_surname || c.i || '@posta' || (c.i % 7) || '.cz', '',
       'Lipová ' || (c.i % 90), CAST(10000 + c.i % 70000 AS TEXT), o.name, 'CZ', '', '', '', '',
       CASE WHEN c.fate % 20 = 0 THEN 'en' ELSE 'cs' END,
       CASE c.fate % 4 WHEN 0 THEN 'email' WHEN 1 THEN 'phone' ELSE '' END, '', c.fate < 20,
       c.fate = 999, NULL, '', MOMENT(:first_second),
       ' ' || p.folded_first_name || ' ' || p.folded_surname
       || CASE WHEN e.i IS NULL THEN '' ELSE ' ' || t.folded || ' ' || w.folded || ' s r o' END
       || ' ' || p.folded_surname || c.i || ' posta' || (c.i % 7) || ' cz ' || c.phone
       || ' 420' || c.phone || ' k' || c.digits
FROM raw_contact c
JOIN seller_of s ON s.slot = c.slot
JOIN pool_person p ON p.i = c.person
JOIN pool_city o ON o.i = c.city
LEFT JOIN raw_contact e ON e.i = c.company_id
LEFT JOIN pool_trade t ON t.i = e.trade
LEFT JOIN pool_city w ON w.i = e.city
WHERE NOT c.is_company
ORDER BY c.i;

INSERT INTO crm_businessrelation (contact_id, kind, other_code, external_number)
SELECT i, CASE i % 3 WHEN 0 THEN 'vendor' ELSE 'customer' END, '', ''
FROM raw_contact
WHERE is_company AND fate % 2 = 0
ORDER BY i;

INSERT INTO interactions_cancellation (id, by_id, at, reason)
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :cancellations)
SELECT i, 1 + MIX(i, 20) % :salespeople,
       MOMENT(:first_second + i * 50 * :span / :entries + 172800),
       CASE i % 3 WHEN 0 THEN 'Omyl' ELSE '' END
FROM n;

CREATE TEMPORARY TABLE raw_entry AS
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :entries)
SELECT i,
       CASE WHEN i % (:entries / :busy) = 0 THEN 2
            -- The square gives few contacts many entries and most of them few.
            ELSE 3 + (MIX(i, 10) % 1000003) * (MIX(i, 10) % 1000003) / 1000003
                 * (:contacts - 2) / 1000003
       END AS contact_id,
       :first_second + i * :span / :entries + MIX(i, 11) % 250000 AS second,
       MIX(i, 12) % 10 = 0 AS is_canceled,
       MIX(i, 13) % 5 = 0 AS has_comment,
       MIX(i, 14) % :phrases AS phrase,
       MIX(i, 15) % :templates * (MIX(i, 15) % :templates) / :templates AS template,
       MIX(i, 16) % 1000 AS fate,
       MIX(i, 17) % :salespeople AS colleague,
       MIX(i, 18) % :comments AS remark,
       MIX(i, 19) % 7 AS score
FROM n;

INSERT INTO interactions_interactionlogentry (
    id, contact_id, company_id, occurred_at, template_id, group_id, description, subject,
    language, correspondence_type, contacted_via, information_flow, initiated_by, cost, duration,
    salesperson_id, campaign_id, attempt_failed, batch_id, source, document_kind,
    document_number, event_key, corrects_id, recorded_by_id, recorded_at, evaluation,
    evaluated_by_id, evaluated_at, cancellation_id, restoration_id, search_text)
SELECT e.i, e.contact_id, CASE c.type WHEN 'company' THEN c.id ELSE c.company_id END,
       MOMENT(e.second), e.template + 1, e.template % :groups + 1, p.description, p.subject,
       CASE e.fate % 9 WHEN 0 THEN 'en' ELSE 'cs' END,
       CASE e.fate % 3 WHEN 0 THEN 'email' WHEN 1 THEN 'phone' ELSE '' END, '',
       CASE e.fate % 2 WHEN 0 THEN 'outbound' ELSE 'inbound' END,
       CASE e.fate % 2 WHEN 0 THEN 'us' ELSE 'them' END,
       e.fate % 40 * 5, e.fate % 60,
       CASE WHEN e.fate < 100 OR c.salesperson_id IS NULL THEN e.colleague + 1
            ELSE c.salesperson_id END,
       CASE WHEN e.fate % 7 = 0 THEN e.fate % :campaigns + 1 END, e.fate % 50 = 0, NULL,
       CASE WHEN e.fate % 25 = 0 THEN 'document' ELSE 'manual' END,
       CASE WHEN e.fate % 25 = 0 THEN 'sales_invoice' ELSE '' END,
       CASE WHEN e.fate % 25 = 0 THEN 'F' || e.i ELSE '' END, NULL, NULL, e.colleague + 1,
       MOMENT(e.second), CASE WHEN e.score < 5 THEN e.score + 1 END,
       CASE WHEN e.score < 5 THEN e.colleague + 1 END,
       CASE WHEN e.score < 5 THEN MOMENT(e.second) END,
       CASE WHEN e.is_canceled THEN 1 + e.i / 50 END, NULL, p.search_text
FROM raw_entry e
JOIN crm_contact c ON c.id = e.contact_id
JOIN pool_phrase p ON p.i = CASE WHEN e.i % 100000 = 77 THEN :phrases + 1
                                 WHEN e.i % 10000 = 33 THEN :phrases
                                 ELSE e.phrase END
ORDER BY e.i;

INSERT INTO interactions_comment (entry_id, text, by_id, at, search_text)
SELECT e.i, r.text, e.colleague + 1, MOMENT(e.second), r.search_text
FROM raw_entry e
JOIN pool_remark r ON r.i = e.remark
WHERE e.has_comment
ORDER BY e.i;

DROP TABLE raw_entry;

DROP TABLE raw_contact;

DROP TABLE seller_of;
