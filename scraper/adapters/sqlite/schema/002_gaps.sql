CREATE TABLE gaps (
    -- Times of which items may have been missed: an index shared none with the one read before.
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources (id),
    channel TEXT NOT NULL, -- address of the index
    since TEXT NOT NULL, -- its last reading before
    until TEXT NOT NULL, -- the reading that shared nothing with it
    named INTEGER NOT NULL, -- items that the index named then
    expected REAL, -- items to be expected of the time; null where the source's pace is not known
    opened_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'filled', 'partly', 'unfilled')),
    attempts INTEGER NOT NULL DEFAULT 0, -- readings of archives
    try_at TEXT, -- when to read them (again); null where the gap is closed
    closed_at TEXT,
    filled_from TEXT NOT NULL DEFAULT '', -- addresses that answered, one a line
    found INTEGER NOT NULL DEFAULT 0, -- links found there that no index had named
    detail TEXT NOT NULL DEFAULT '', -- what keeps the filling from being whole
    UNIQUE (source, channel, until)
) STRICT;

CREATE INDEX gaps_to_fill ON gaps (source, try_at) WHERE try_at IS NOT NULL;

ALTER TABLE links ADD COLUMN gap INTEGER REFERENCES gaps (id); -- found late, in an archive, for this gap

CREATE INDEX links_of_gap ON links (gap) WHERE gap IS NOT NULL;

CREATE VIEW gap_ledger AS
    -- Times of which items of a source may have been missed, the latest first, with what was found afterwards.
    SELECT
        gaps.source,
        gaps.since,
        gaps.until,
        gaps.state,
        round(gaps.expected, 1) AS expected,
        gaps.named,
        gaps.found AS found_late,
        CASE WHEN gaps.expected IS NOT NULL
            THEN max(CAST(round(gaps.expected) AS INTEGER) - gaps.named - gaps.found, 0)
        END AS still_missing,
        (
            SELECT count(*) FROM links JOIN articles ON articles.id = links.article
            WHERE links.gap = gaps.id AND articles.grade >= 2
        ) AS on_topic_late,
        gaps.channel,
        gaps.filled_from,
        gaps.detail,
        gaps.opened_at,
        gaps.closed_at
    FROM gaps
    ORDER BY gaps.until DESC, gaps.id DESC;

CREATE VIEW late_finds AS
    -- Articles that no index named in time and an archive named later, the latest first.
    SELECT
        'a' || articles.id AS id,
        articles.headline,
        articles.source,
        articles.grade,
        articles.published_at,
        articles.first_seen_at,
        round((julianday(articles.first_seen_at) - julianday(articles.published_at)) * 24, 1) AS hours_late,
        gaps.since AS gap_since,
        gaps.until AS gap_until,
        articles.address AS url
    FROM links
    JOIN gaps ON gaps.id = links.gap
    JOIN articles ON articles.id = links.article
    ORDER BY articles.first_seen_at DESC, articles.id DESC;
