-- Version 7: when each site is crawled next, and the state that people were told of last.
CREATE TABLE site (
    site TEXT PRIMARY KEY,
    seconds INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    told TEXT,
    told_at TEXT
) WITHOUT ROWID;
