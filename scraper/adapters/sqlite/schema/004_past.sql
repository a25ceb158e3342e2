ALTER TABLE articles ADD COLUMN origin TEXT NOT NULL DEFAULT 'poll' CHECK (origin IN ('poll', 'backfill'));

CREATE INDEX articles_of_the_past ON articles (first_seen_at) WHERE origin = 'backfill';

CREATE TABLE past_runs (
    -- Backfills: each is told of once, when all that it read is recorded.
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL, -- what was read
    began_at TEXT NOT NULL,
    ended_at TEXT, -- null while it may be taken up again
    recorded TEXT NOT NULL DEFAULT '{}', -- JSON object: action, or the reason why none -> candidates
    on_topic INTEGER NOT NULL DEFAULT 0 -- new articles of grade 2 and 3
) STRICT;

CREATE TABLE past_parts (
    -- Pieces of the past that were read: a WARC file, a saved feed. Written with what they brought.
    id TEXT PRIMARY KEY, -- tells its content, wherever the file lies
    run INTEGER NOT NULL REFERENCES past_runs (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL, -- reason code of the part as a whole; what is not ok is read again by a later run
    detail TEXT NOT NULL,
    pages INTEGER NOT NULL, -- records that were looked at
    candidates INTEGER NOT NULL, -- pages that may be on topic
    outcomes TEXT NOT NULL, -- JSON object: reason code -> records
    read_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX past_parts_of_run ON past_parts (run);

CREATE TABLE past_candidates (
    -- Pages of the past that wait until all of it is read, to be recorded in the order of time.
    id INTEGER PRIMARY KEY,
    told_at TEXT NOT NULL, -- published, else captured
    captured_at TEXT NOT NULL,
    url TEXT NOT NULL,
    page TEXT NOT NULL, -- sha256 of the body; empty where an index alone told of it
    reading BLOB NOT NULL, -- zlib, JSON: link, article, verdict, fingerprint, keys
    requested TEXT NOT NULL,
    status INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT,
    size INTEGER NOT NULL, -- bytes of the body before compression
    body BLOB NOT NULL, -- zlib
    UNIQUE (told_at, captured_at, url, page)
) STRICT;

CREATE TABLE past_addresses (
    -- Addresses that a backfill fetches: pages, and the indexes that name them.
    url TEXT PRIMARY KEY, -- canonical; of an index with the span for which it is read
    address TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('index', 'page')),
    source TEXT NOT NULL,
    link BLOB NOT NULL, -- JSON: what the index said of it
    named_by TEXT NOT NULL, -- where it was found
    outcome TEXT NOT NULL, -- reason code; pending until it was asked for
    detail TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    run INTEGER REFERENCES past_runs (id) -- in which it was asked for last
) STRICT, WITHOUT ROWID;

CREATE INDEX past_addresses_of_run ON past_addresses (run) WHERE run IS NOT NULL;
CREATE INDEX past_addresses_waiting ON past_addresses (kind, url) WHERE outcome = 'pending';

CREATE TABLE spare_captures (
    -- Pages that made no article, where the configuration keeps all pages: off topic at the gate, unreadable.
    url TEXT NOT NULL, -- final address
    fetched_at TEXT NOT NULL,
    page TEXT NOT NULL REFERENCES pages (sha256) ON DELETE CASCADE,
    source TEXT NOT NULL,
    requested TEXT NOT NULL,
    status INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT,
    PRIMARY KEY (url, fetched_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX spare_captures_of_page ON spare_captures (page);

CREATE TABLE derivations (
    -- Versions read again from their archived pages by a later parser or other rules.
    version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    recipe TEXT NOT NULL, -- of program, site rules and topic
    fields TEXT NOT NULL, -- JSON object: field -> what it was before
    derived_at TEXT NOT NULL,
    PRIMARY KEY (version, recipe)
) STRICT, WITHOUT ROWID;
