-- Version 9: where the pages that each version was read from lie in the archive.
CREATE TABLE page (
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    file TEXT NOT NULL,
    place INTEGER NOT NULL,
    digest TEXT NOT NULL,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    entry TEXT,
    PRIMARY KEY (version, number)
) WITHOUT ROWID;
