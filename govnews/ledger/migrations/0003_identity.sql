-- Version 3: the identities of today. Addresses are told apart by the bytes of their query, hosts lose no more than a
-- mobile site's whole label, and what an article says includes its pictures and attachments. Tables stay as they are.
-- Old keys stay beside the new ones: records that wait for a feed are found by them.
CREATE TEMP TABLE renamed AS
    SELECT site AS old, max(site_now(site, url)) AS new
    FROM (SELECT site, url FROM article UNION SELECT site, url FROM column_)
    WHERE site_now(site, url) != site GROUP BY site;
UPDATE article SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
UPDATE version SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
UPDATE publication SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
UPDATE excluded SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
UPDATE failure SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
UPDATE OR IGNORE column_ SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
UPDATE run SET site = (SELECT new FROM renamed WHERE old = site) WHERE site IN (SELECT old FROM renamed);
DROP TABLE renamed;
-- An article is known since it was first seen, by its old hash under the site's new name, too.
INSERT INTO known SELECT key_of(site, url_hash), id, CAST(strftime('%s', seen_at) AS INTEGER) FROM article WHERE true
    ON CONFLICT (key) DO UPDATE SET article = excluded.article WHERE known.article IS NULL;
INSERT INTO known SELECT key_of(site, hash_of_url(url)), id, CAST(strftime('%s', seen_at) AS INTEGER) FROM article
    WHERE true ON CONFLICT (key) DO UPDATE SET article = excluded.article WHERE known.article IS NULL;
-- Since when a further address is known is not kept but by its key: a new key counts from now on, so that no walk
-- stops too early for it.
INSERT OR IGNORE INTO known SELECT key_of(article.site, hash_of_url(address.url)), article.id,
    CAST(strftime('%s', 'now') AS INTEGER) FROM address JOIN article ON article.id = address.article;
UPDATE OR REPLACE excluded SET key = key_of(site, hash_of_url(url));
INSERT OR IGNORE INTO known SELECT key, NULL, NULL FROM excluded;
UPDATE OR REPLACE failure SET key = key_of(site, hash_of_url(json_extract(entry, '$.url')));
DELETE FROM failure WHERE key IN (SELECT key FROM known);
UPDATE article SET url_hash = hash_of_url(url), content_hash = (
    SELECT hash_of_content(record) FROM version WHERE version.article = article.id ORDER BY version DESC LIMIT 1
);
-- Of two articles that are one now, the one that the address leads to is looked at again.
UPDATE article SET check_at = NULL
WHERE check_at IS NOT NULL AND id != (SELECT article FROM known WHERE key = key_of(site, url_hash));
