CREATE TABLE index_pages (
    -- Pages of an index beside the one at its channel's address: sitemaps below it, days and months of a template.
    source TEXT NOT NULL REFERENCES sources (id),
    channel TEXT NOT NULL, -- address of the channel
    address TEXT NOT NULL, -- of the page; the channel's own where only what lies below it is kept here
    etag TEXT,
    last_modified TEXT,
    body_sha256 TEXT NOT NULL DEFAULT '', -- of the page as it was last taken over whole
    full_at TEXT, -- when the page was last fetched unconditionally or was new
    modified TEXT, -- when the index above it said, as it was read, that it had changed last
    children TEXT NOT NULL DEFAULT '{}', -- JSON object: page below it that is followed -> when it said it changed
    PRIMARY KEY (source, channel, address)
) STRICT, WITHOUT ROWID;

ALTER TABLE channels ADD COLUMN doubted_at TEXT; -- when its validators were last found to have hidden news
