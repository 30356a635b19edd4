-- The ledger's schema, version 12: what a new ledger is made with. An older one comes to the same by migrations/.
CREATE TABLE known (          -- every address that needs no second look: articles by any of their addresses,
    key BLOB PRIMARY KEY,     -- and what was excluded (article is null)
    article INTEGER,
    since INTEGER             -- Unix time from which on it is known; null: for good
) WITHOUT ROWID;
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    url_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    event TEXT NOT NULL,
    published_at TEXT,                -- Beijing time, as exactly as it is known: the day alone, or the moment
    seen_at TEXT NOT NULL,            -- UTC, ISO 8601, like every other *_at here
    etag TEXT,
    last_modified TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    check_at TEXT,                    -- when it is due to be looked at again; null: never
    gone INTEGER NOT NULL DEFAULT 0,  -- looks in a row that found it gone
    gone_at TEXT,                     -- the first of them; null: none
    archive INTEGER NOT NULL DEFAULT 0, -- 1: the look at check_at is one at the archive
    list TEXT,                        -- address of the column that listed it last; null: none does, as far as is known
    listed_at TEXT,                   -- start of the run that last saw it listed
    doubt TEXT,                       -- content_hash of what stood in its place at the last look; null: itself
    answered_at TEXT                  -- when its page last answered
);
CREATE INDEX article_list ON article (site, list) WHERE list IS NOT NULL;
CREATE INDEX article_content ON article (site, content_hash);
CREATE INDEX article_check ON article (site, check_at) WHERE check_at IS NOT NULL;
CREATE TABLE address (                -- further addresses of an article: other column, other generation, redirect
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;
CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    article INTEGER NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL,             -- the record as JSON; as a feed has it, but for its edition
    publication INTEGER,              -- null: in no feed file yet
    UNIQUE (article, version)
);
CREATE TABLE page (                   -- where the pages that a version was read from lie in the archive
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,          -- 1: the article's first page
    file TEXT NOT NULL,               -- name of the WARC file, in the site's folder archive/
    place INTEGER NOT NULL,           -- where in it the page's record begins, in bytes
    digest TEXT NOT NULL,             -- WARC-Payload-Digest
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    entry TEXT,                       -- ListingEntry that led to the article, as JSON; null: none did, it was looked at again
    PRIMARY KEY (version, number)
) WITHOUT ROWID;
CREATE TABLE file (                   -- files of articles that were asked for, as the last look at each left it
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    sha256 TEXT,                      -- of its bytes, and its name in the site's folder files/; null: never had
    size INTEGER,
    type TEXT,                        -- media type by its bytes; null: they do not tell
    missing TEXT,                     -- why it cannot be had; null: it is there
    etag TEXT,
    last_modified TEXT,
    gone_at TEXT,                     -- first of the looks in a row that found it gone; null: it is there
    tries INTEGER NOT NULL DEFAULT 0, -- looks in a row that could not have it
    text TEXT,                        -- what stands in it; null: nothing was read
    unread TEXT,                      -- why there is no text, or not all of it; null: it was read
    PRIMARY KEY (article, url)
) WITHOUT ROWID;
CREATE INDEX version_pending ON version (site) WHERE publication IS NULL;
CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    path TEXT NOT NULL,
    part TEXT,                        -- the complete file under its working name
    done INTEGER NOT NULL DEFAULT 0   -- 1: the file has its final name
);
CREATE TABLE excluded (
    key BLOB PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    entry TEXT,                       -- ListingEntry as JSON; null: of an older ledger
    column_name TEXT,
    tries INTEGER NOT NULL DEFAULT 0, -- looks since it was excluded
    listed_from TEXT,                 -- from when on it is asked for again where a list shows it
    again_at TEXT,                    -- when it is asked for again whether a list shows it or not
    kind TEXT                         -- the trouble that it was excluded for, in a word; null: of an older ledger
) WITHOUT ROWID;
CREATE INDEX excluded_again ON excluded (site, again_at);
CREATE TABLE failure (
    key BLOB PRIMARY KEY,
    site TEXT NOT NULL,
    entry TEXT NOT NULL,              -- ListingEntry as JSON
    column_name TEXT NOT NULL,
    count INTEGER NOT NULL,
    error TEXT NOT NULL,
    failed_at TEXT NOT NULL,
    first_at TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,  -- looks in a row that found it gone (404, 410)
    gone_at TEXT                      -- the first of them
) WITHOUT ROWID;
CREATE TABLE column_ (
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    why TEXT NOT NULL,
    rank INTEGER NOT NULL,
    render INTEGER NOT NULL DEFAULT 0, -- 1: drawn by a script, needs a browser
    by_name INTEGER NOT NULL,         -- 1: crawled only when asked for by -a columns=
    found_at TEXT NOT NULL,
    whole_at TEXT,                    -- last walk over the whole list to a proven end; null: every run walks on
    complete_at TEXT,                 -- last walk, whole or not, that left nothing out
    last_end TEXT,                    -- how and where the last whole walk ended, as a sentence
    last_end_kind TEXT,               -- the kind of that end, in a word; null: none yet, or its kind was not told
    newest_first INTEGER,             -- 1: that walk saw a list sorted newest first, 0: another order; null: no dates
    head TEXT,                        -- its first rows at complete_at, in their order (JSON); null: not told
    page_size INTEGER,                -- rows of a full page; null: it had no second page
    absent INTEGER NOT NULL DEFAULT 0, -- looks at the home page in a row that did not show it
    told TEXT,                        -- its state when people were told of it last, in a word; null: never looked at for that
    reached TEXT,                     -- the page at which its last walk was stopped (JSON); null: it was not
    PRIMARY KEY (site, url)
);
CREATE TABLE searched (               -- periods of which all was seen that a site's search has
    site TEXT NOT NULL,
    interface TEXT NOT NULL,          -- address of the search interface
    column_url TEXT NOT NULL,         -- the column that it was asked for; empty: the whole site
    period TEXT NOT NULL,             -- 2024, 2024-03, 2024-03-05; empty: all time
    month TEXT,                       -- YYYY-MM where it is a month or a part of one, empty: no date; null: it is longer
    total INTEGER,                    -- results that the search stated; null: it stated none
    found INTEGER NOT NULL,
    found_alone INTEGER NOT NULL,     -- articles that no list showed then
    listed_alone INTEGER NOT NULL,    -- articles of lists that it did not have
    seen_at TEXT NOT NULL,
    PRIMARY KEY (site, interface, column_url, period)
) WITHOUT ROWID;
CREATE TABLE host (                   -- servers, whichever site asks them
    host TEXT PRIMARY KEY,            -- with its port, where the address names one
    until TEXT,                       -- UTC: not asked for anything before; null: any time
    why TEXT,
    refusals INTEGER NOT NULL DEFAULT 0,    -- times in a row that it refused the crawler
    legacy_tls INTEGER NOT NULL DEFAULT 0,  -- 1: it needs what old servers need (downloader/tls.py)
    scheme TEXT                       -- http or https where only one of them answers; null: as addresses say
) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT,
    report TEXT
);
CREATE INDEX run_site ON run (site, id);
CREATE TABLE site (                   -- sites as rounds see them; one that was never crawled has no row
    site TEXT PRIMARY KEY,
    seconds INTEGER NOT NULL,         -- the time to its next run, as its rhythm has it
    due_at TEXT NOT NULL,             -- when that run is due
    told TEXT,                        -- the state that people were told of last, in a word; null: none
    told_at TEXT
) WITHOUT ROWID;
