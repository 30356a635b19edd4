-- The schema govnews_fleet: the sites that control knows, beside Procrastinate's own tables, which are made before.
CREATE TABLE govnews_fleet.site (          -- the list of sites, as control read it last
    name TEXT COLLATE "C" PRIMARY KEY,
    lane TEXT COLLATE "C" NOT NULL,        -- of several sites with the same one, one is crawled at a time
    priority INTEGER NOT NULL,
    paused BOOLEAN NOT NULL,
    entry TEXT NOT NULL,                   -- all that the list says of it, in TOML
    begun BOOLEAN NOT NULL DEFAULT false,  -- the ledger knows a run of it
    queued_at TIMESTAMPTZ                  -- when it was put into the queue last; null: never
);
CREATE TABLE govnews_fleet.worker (        -- those that have signed on, and not off
    id BIGINT PRIMARY KEY,                 -- as in procrastinate_workers, which forgets who is gone
    machine TEXT NOT NULL,
    process INTEGER NOT NULL,
    slots INTEGER NOT NULL,
    lost_at TIMESTAMPTZ                    -- when it was found to be gone; null: it is there
);
-- Of tens of thousands of sites a look at what is due reads those that are.
CREATE INDEX site_new ON govnews_fleet.site (name) WHERE NOT begun;
CREATE INDEX site_due ON govnews.site (due_at);
-- Whether a site waits or runs, asked of every site that is due.
CREATE INDEX site_at_work ON govnews_fleet.procrastinate_jobs (queueing_lock) WHERE status IN ('todo', 'doing');
-- Thousands of jobs that wait, each asked for the others of its lane.
CREATE INDEX lane_at_work ON govnews_fleet.procrastinate_jobs (lock) WHERE status IN ('todo', 'doing');
