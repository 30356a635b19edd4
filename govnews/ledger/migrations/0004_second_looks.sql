-- Version 4: nothing is permanent after one look. What is excluded has a date from which on it is asked for again,
-- articles know which list they stood in, and the archive has dates of its own, spread over a year.
ALTER TABLE article ADD COLUMN gone_at TEXT;
ALTER TABLE article ADD COLUMN archive INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN list TEXT;
ALTER TABLE article ADD COLUMN listed_at TEXT;
ALTER TABLE article ADD COLUMN doubt TEXT;
ALTER TABLE article ADD COLUMN answered_at TEXT;
ALTER TABLE excluded ADD COLUMN entry TEXT;
ALTER TABLE excluded ADD COLUMN column_name TEXT;
ALTER TABLE excluded ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE excluded ADD COLUMN listed_from TEXT;
ALTER TABLE excluded ADD COLUMN again_at TEXT;
ALTER TABLE failure ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE failure ADD COLUMN gone_at TEXT;
ALTER TABLE column_ ADD COLUMN newest_first INTEGER;
CREATE INDEX article_list ON article (site, list) WHERE list IS NOT NULL;
CREATE INDEX excluded_again ON excluded (site, again_at);
UPDATE article SET archive = 1, check_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+' || (1 + id * 149 % 365) || ' days')
WHERE check_at IS NULL AND event != 'withdrawn';
UPDATE article SET check_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+' || (1 + id * 149 % 30) || ' days')
WHERE check_at IS NULL AND event = 'withdrawn';
UPDATE excluded SET again_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+' || (1 + abs(random()) % 30) || ' days');
UPDATE excluded SET listed_from = again_at;
