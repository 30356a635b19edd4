-- Version 12: what a site's search was seen to have, and how far down a list was read.
CREATE TABLE searched (
    site TEXT NOT NULL,
    interface TEXT NOT NULL,
    column_url TEXT NOT NULL,
    period TEXT NOT NULL,
    month TEXT,
    total INTEGER,
    found INTEGER NOT NULL,
    found_alone INTEGER NOT NULL,
    listed_alone INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (site, interface, column_url, period)
) WITHOUT ROWID;
ALTER TABLE column_ ADD COLUMN reached TEXT;
