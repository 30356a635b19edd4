-- Version 11: the third edition of the record, which tells what stands in an article's files, and what is known of each file.
-- Addresses, hashes and versions stay, so that nothing counts as edited.
CREATE TABLE file (
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    sha256 TEXT,
    size INTEGER,
    type TEXT,
    missing TEXT,
    etag TEXT,
    last_modified TEXT,
    gone_at TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    text TEXT,
    unread TEXT,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;
UPDATE version SET record = third_edition(record);
