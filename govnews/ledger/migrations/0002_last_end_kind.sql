-- Version 2: the kind of a column's last end beside its sentence, so that nothing has to be decided by comparing
-- sentences. The kinds of what is kept already follow from the sentences that version 1 wrote; every sentence that
-- is not among them came from a last page that says that it is one.
ALTER TABLE column_ ADD COLUMN last_end_kind TEXT;
UPDATE column_ SET last_end_kind = CASE
    WHEN last_end GLOB 'the column''s first page answers *' THEN 'first-page-gone'
    WHEN last_end GLOB 'page [0-9]*' AND ltrim(substr(last_end, 6), '0123456789') GLOB ' answers *'
        THEN 'missing-page'
    WHEN last_end GLOB 'page [0-9]*' AND ltrim(substr(last_end, 6), '0123456789') GLOB ' cannot be read: *'
        THEN 'unreadable'
    WHEN last_end GLOB 'page [0-9]* holds nothing that earlier pages do not' THEN 'repeats'
    WHEN last_end = 'the page shows no pager' THEN 'no-pager'
    WHEN last_end GLOB 'more than [0-9]* pages' THEN 'over-bound'
    ELSE 'last-page'
END
WHERE last_end IS NOT NULL;
