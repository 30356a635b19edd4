-- A ledger as govnews wrote it before the record's second edition, with records of the first: a day alone, a minute, a
-- second and another day, no date, a withdrawal, a site without a region.
BEGIN TRANSACTION;
CREATE TABLE address (                -- further addresses of an article: other column, other generation, redirect
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    url_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    event TEXT NOT NULL,
    published_at TEXT,
    seen_at TEXT NOT NULL,            -- UTC, ISO 8601, like every *_at here but published_at
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
INSERT INTO "article" VALUES(1,'test','http://www.example.gov.cn/2025/1.html','39f92ed72e2d5b7056c4131094b75c977cc9d71e15962db776d30cb2b2972890','ae0e33608ae5b58de6b8710ac5782769d0f17d8849f976d53a7df053ba90f689',1,'new','2025-03-24','2025-03-24T01:00:00Z','"新闻1"',NULL,0,'2025-03-25T01:00:00Z',0,NULL,0,NULL,NULL,NULL,'2025-03-24T01:00:00Z');
INSERT INTO "article" VALUES(2,'test','http://www.example.gov.cn/2025/2.html','38feda1bb29be6c81c766740623ca79008b95c7f69769e8ebe2ba7d50506bd11','26481b06e132d30b2150ccb6764d12d736b35d39cd541cd880f94f26f4b07177',1,'new','2025-03-24T09:15:00+08:00','2025-03-24T01:00:00Z','"新闻2"',NULL,0,'2025-03-25T01:00:00Z',0,NULL,0,NULL,NULL,NULL,'2025-03-24T01:00:00Z');
INSERT INTO "article" VALUES(3,'test','http://www.example.gov.cn/2025/3.html','e2ae3752ca3c7fdc79e73ba4d49911344db81d4e69cfa11c869991b765b2db93','02f6fb62c5dcb3e62567de1263274686fc15f652a5e98788d49aed3d645ee89d',2,'updated','2025-03-23T09:15:30+08:00','2025-03-24T01:00:00Z',NULL,NULL,1,'2025-03-25T01:00:00Z',0,NULL,0,NULL,NULL,NULL,'2025-03-25T01:00:00Z');
INSERT INTO "article" VALUES(4,'test','http://www.example.gov.cn/2025/4.html','f0c9b06174ab9fe99baa1bf7ec06075daec5680da802f7895fde222b83713404','5a3a119d79f1bdade046a793e01e3caa606d72c55ad08ecf221ad0bd22f16615',1,'new',NULL,'2025-03-24T01:00:00Z','"新闻4"',NULL,0,'2025-03-25T01:00:00Z',0,NULL,0,NULL,NULL,NULL,'2025-03-24T01:00:00Z');
INSERT INTO "article" VALUES(5,'test','http://www.example.gov.cn/2025/5.html','126efa0a9409af8d644a1e84cad76e77172b9c0fff1c862afcfdf93fda5a2e97','df52f2204ae866890d49abb2c52ddf6ae83ee3776c5453c8416b6e9e04d5bf10',2,'withdrawn','2025-03-20T00:00:00+08:00','2025-03-24T01:00:00Z',NULL,NULL,1,NULL,0,NULL,0,NULL,NULL,NULL,'2025-03-25T01:00:00Z');
INSERT INTO "article" VALUES(6,'other','http://www.example.gov.cn/2025/6.html','9ffc37281e546916639fa22e96bec6e7f7f9277f840ef811a5173ce1a5172648','a49a70bbf4038ac6c5ad3fdc41f0192639d8ae898ddcb01a0a24bad6a0ce3dec',1,'new','2025-03-21','2025-03-24T01:00:00Z',NULL,NULL,0,NULL,0,NULL,0,NULL,NULL,NULL,'2025-03-24T01:00:00Z');
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
    PRIMARY KEY (site, url)
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
    again_at TEXT                     -- when it is asked for again whether a list shows it or not
) WITHOUT ROWID;
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
CREATE TABLE host (                   -- servers, whichever site asks them
    host TEXT PRIMARY KEY,            -- with its port, where the address names one
    until TEXT,                       -- UTC: not asked for anything before; null: any time
    why TEXT,
    refusals INTEGER NOT NULL DEFAULT 0,    -- times in a row that it refused the crawler
    legacy_tls INTEGER NOT NULL DEFAULT 0,  -- 1: it needs what old servers need (downloader/tls.py)
    scheme TEXT                       -- http or https where only one of them answers; null: as addresses say
) WITHOUT ROWID;
CREATE TABLE known (          -- every address that needs no second look: articles by any of their addresses,
    key BLOB PRIMARY KEY,     -- and what was excluded (article is null)
    article INTEGER,
    since INTEGER             -- Unix time from which on it is known; null: for good
) WITHOUT ROWID;
INSERT INTO "known" VALUES(X'14220F1BAA5575E364FA326CA87EB62D',6,1742778000);
INSERT INTO "known" VALUES(X'72BDC0E5E3EBEA7B0A6307631E98CADE',3,1742778000);
INSERT INTO "known" VALUES(X'833C7497AED6D6E74A9A50EE38AC720B',4,1742778000);
INSERT INTO "known" VALUES(X'A730643D187FDC800EC28E3CE2CD5362',1,1742778000);
INSERT INTO "known" VALUES(X'E46C336F7A4F6623656E0AFFE6555E45',2,1742778000);
INSERT INTO "known" VALUES(X'E7468C229A1EF9CFAB9901E639C903CC',5,1742778000);
CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    path TEXT NOT NULL,
    part TEXT,                        -- the complete file under its working name
    done INTEGER NOT NULL DEFAULT 0   -- 1: the file has its final name
);
INSERT INTO "publication" VALUES(1,'test','/f/a.jsonl',NULL,1);
INSERT INTO "publication" VALUES(2,'other','/f/b.jsonl',NULL,1);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT,
    report TEXT
);
CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    article INTEGER NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL,             -- the feed's line, as JSON
    publication INTEGER,              -- null: in no feed file yet
    UNIQUE (article, version)
);
INSERT INTO "version" VALUES(1,'test',1,1,'{"url":"http://www.example.gov.cn/2025/1.html","url_hash":"39f92ed72e2d5b7056c4131094b75c977cc9d71e15962db776d30cb2b2972890","site":"test","region":"410308","column":"要闻","title":"新闻1","published_at":"2025-03-24","source":"青禾融媒","author":null,"editor":null,"body":"正文第1条。","images":[],"attachments":[],"event":"new","version":1,"content_hash":"ae0e33608ae5b58de6b8710ac5782769d0f17d8849f976d53a7df053ba90f689","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻1"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025-03-24","precision":"day","disagree":false,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025-03-24"},{"kind":"meta","name":"pubdate","raw":"2025-03-24"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',1);
INSERT INTO "version" VALUES(2,'test',2,1,'{"url":"http://www.example.gov.cn/2025/2.html","url_hash":"38feda1bb29be6c81c766740623ca79008b95c7f69769e8ebe2ba7d50506bd11","site":"test","region":"410308","column":"要闻","title":"新闻2","published_at":"2025-03-24T09:15:00+08:00","source":"青禾融媒","author":null,"editor":null,"body":"正文第2条。","images":[],"attachments":[],"event":"new","version":1,"content_hash":"26481b06e132d30b2150ccb6764d12d736b35d39cd541cd880f94f26f4b07177","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻2"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025年3月24日 09:15","precision":"minute","disagree":false,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025年3月24日 09:15"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',NULL);
INSERT INTO "version" VALUES(3,'test',3,1,'{"url":"http://www.example.gov.cn/2025/3.html","url_hash":"e2ae3752ca3c7fdc79e73ba4d49911344db81d4e69cfa11c869991b765b2db93","site":"test","region":"410308","column":"要闻","title":"新闻3","published_at":"2025-03-23T09:15:30+08:00","source":"青禾融媒","author":null,"editor":null,"body":"正文第3条。","images":["http://www.example.gov.cn/1.jpg"],"attachments":[{"url":"http://www.example.gov.cn/f/1.pdf","text":"附件"}],"event":"new","version":1,"content_hash":"43f6dc1511ac341a3b486370a4c62fadece279d3e45a0d3176ed96b03ac93cb4","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻3"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025-03-23 09:15:30","precision":"second","disagree":true,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025-03-23 09:15:30"},{"kind":"meta","name":"pubdate","raw":"2025-03-22"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',1);
INSERT INTO "version" VALUES(4,'test',4,1,'{"url":"http://www.example.gov.cn/2025/4.html","url_hash":"f0c9b06174ab9fe99baa1bf7ec06075daec5680da802f7895fde222b83713404","site":"test","region":"410308","column":"要闻","title":"新闻4","published_at":null,"source":"青禾融媒","author":null,"editor":null,"body":"正文第4条。","images":[],"attachments":[],"event":"new","version":1,"content_hash":"5a3a119d79f1bdade046a793e01e3caa606d72c55ad08ecf221ad0bd22f16615","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻4"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',NULL);
INSERT INTO "version" VALUES(5,'test',5,1,'{"url":"http://www.example.gov.cn/2025/5.html","url_hash":"126efa0a9409af8d644a1e84cad76e77172b9c0fff1c862afcfdf93fda5a2e97","site":"test","region":"410308","column":"要闻","title":"新闻5","published_at":"2025-03-20T00:00:00+08:00","source":"青禾融媒","author":null,"editor":null,"body":"正文第5条。","images":[],"attachments":[],"event":"new","version":1,"content_hash":"df52f2204ae866890d49abb2c52ddf6ae83ee3776c5453c8416b6e9e04d5bf10","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻5"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025-03-20 00:00:00","precision":"second","disagree":false,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025-03-20 00:00:00"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',1);
INSERT INTO "version" VALUES(6,'test',3,2,'{"url":"http://www.example.gov.cn/2025/3.html","url_hash":"e2ae3752ca3c7fdc79e73ba4d49911344db81d4e69cfa11c869991b765b2db93","site":"test","region":"410308","column":"要闻","title":"新闻3","published_at":"2025-03-23T09:15:30+08:00","source":"青禾融媒","author":null,"editor":null,"body":"正文第3条，有更正。","images":["http://www.example.gov.cn/1.jpg"],"attachments":[{"url":"http://www.example.gov.cn/f/1.pdf","text":"附件"}],"event":"updated","version":2,"content_hash":"02f6fb62c5dcb3e62567de1263274686fc15f652a5e98788d49aed3d645ee89d","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻3"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025-03-23 09:15:30","precision":"second","disagree":true,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025-03-23 09:15:30"},{"kind":"meta","name":"pubdate","raw":"2025-03-22"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',NULL);
INSERT INTO "version" VALUES(7,'test',5,2,'{"url":"http://www.example.gov.cn/2025/5.html","url_hash":"126efa0a9409af8d644a1e84cad76e77172b9c0fff1c862afcfdf93fda5a2e97","site":"test","region":"410308","column":"要闻","title":"新闻5","published_at":"2025-03-20T00:00:00+08:00","source":"青禾融媒","author":null,"editor":null,"body":"正文第5条。","images":[],"attachments":[],"event":"withdrawn","version":2,"content_hash":"df52f2204ae866890d49abb2c52ddf6ae83ee3776c5453c8416b6e9e04d5bf10","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻5"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025-03-20 00:00:00","precision":"second","disagree":false,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025-03-20 00:00:00"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',NULL);
INSERT INTO "version" VALUES(8,'other',6,1,'{"url":"http://www.example.gov.cn/2025/6.html","url_hash":"9ffc37281e546916639fa22e96bec6e7f7f9277f840ef811a5173ce1a5172648","site":"other","region":null,"column":"要闻","title":"新闻6","published_at":"2025-03-21","source":"青禾融媒","author":null,"editor":null,"body":"正文第6条。","images":[],"attachments":[],"event":"new","version":1,"content_hash":"a49a70bbf4038ac6c5ad3fdc41f0192639d8ae898ddcb01a0a24bad6a0ce3dec","fetched_at":"2025-03-24T01:00:00Z","evidence":{"title":{"witness":"element","raw":"h1","precision":null,"disagree":false,"witnesses":[{"kind":"element","name":"h1","raw":"新闻6"}]},"source":{"witness":"label","raw":"青禾融媒","precision":null,"disagree":false,"witnesses":[{"kind":"label","name":"来源","raw":"青禾融媒"}]},"published_at":{"witness":"label","raw":"2025-03-21","precision":"day","disagree":false,"witnesses":[{"kind":"label","name":"发布时间","raw":"2025-03-21"}]},"author":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]},"editor":{"witness":null,"raw":null,"precision":null,"disagree":false,"witnesses":[]}}}',2);
CREATE INDEX article_list ON article (site, list) WHERE list IS NOT NULL;
CREATE INDEX article_content ON article (site, content_hash);
CREATE INDEX article_check ON article (site, check_at) WHERE check_at IS NOT NULL;
CREATE INDEX version_pending ON version (site) WHERE publication IS NULL;
CREATE INDEX excluded_again ON excluded (site, again_at);
CREATE INDEX run_site ON run (site, id);
COMMIT;
PRAGMA user_version = 4;
