CREATE TABLE meta (
    -- Facts about this file.
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    -- Who is polled, and what is remembered of them. The configuration describes, the schedule remembers.
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    home TEXT NOT NULL,
    country TEXT NOT NULL, -- ISO 3166-1 alpha-2
    languages TEXT NOT NULL, -- JSON list of ISO 639-1 codes
    zone TEXT NOT NULL, -- IANA zone of the source's dates
    publisher TEXT NOT NULL,
    stance TEXT NOT NULL,
    store_mode TEXT NOT NULL CHECK (store_mode IN ('full', 'metadata')), -- metadata: neither body nor page is kept
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    added_at TEXT NOT NULL,
    next_poll_at TEXT NOT NULL,
    interval_seconds REAL NOT NULL,
    failures REAL NOT NULL DEFAULT 0, -- weighted failures since the last success
    last_poll_at TEXT,
    last_good_at TEXT,
    last_new_at TEXT, -- when a poll last brought a link
    last_outcome TEXT, -- reason code
    baseline_done INTEGER NOT NULL DEFAULT 0 CHECK (baseline_done IN (0, 1)),
    rhythm TEXT NOT NULL DEFAULT '[]' -- JSON list: new links by the hour (UTC) in which they were found
) STRICT, WITHOUT ROWID;

CREATE INDEX sources_due ON sources (next_poll_at, id) WHERE enabled;
CREATE INDEX sources_polled ON sources (coalesce(last_poll_at, added_at)) WHERE enabled;

CREATE TABLE channels (
    -- The indexes (feeds, sitemaps, listings) of a source, with what makes the next request conditional.
    source TEXT NOT NULL REFERENCES sources (id),
    url TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    configured INTEGER NOT NULL DEFAULT 0 CHECK (configured IN (0, 1)), -- 0: no longer in the configuration
    etag TEXT,
    last_modified TEXT,
    body_sha256 TEXT NOT NULL DEFAULT '', -- of the last index that was taken over whole
    full_at TEXT, -- when the index was last fetched unconditionally
    first_read_at TEXT, -- what was named then is the baseline
    trusted INTEGER NOT NULL DEFAULT 1 CHECK (trusted IN (0, 1)), -- 0: its validators once hid news
    last_read_at TEXT,
    last_outcome TEXT, -- reason code
    last_detail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    -- Every address that an index named, with what became of it: the rejected too.
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE, -- canonical
    address TEXT NOT NULL, -- as the index gave it
    source TEXT NOT NULL REFERENCES sources (id), -- the first that named it
    channel TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    published_at TEXT,
    published TEXT, -- JSON: precision, raw, zone, inferred
    published_raw TEXT NOT NULL,
    guid TEXT NOT NULL,
    language TEXT,
    baseline INTEGER NOT NULL CHECK (baseline IN (0, 1)), -- 1: known since the first reading, never alerted
    first_seen_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'watched', 'done', 'gave_up')), -- watched: looked at again for changes
    outcome TEXT NOT NULL, -- reason code of the last look
    detail TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0, -- failures that count, since the last success
    try_at TEXT, -- when to look (again); null where it is dealt with
    looked_at TEXT,
    article INTEGER REFERENCES articles (id)
) STRICT;

CREATE INDEX links_waiting ON links (source, try_at) WHERE try_at IS NOT NULL;
CREATE INDEX links_of_article ON links (article) WHERE article IS NOT NULL;
CREATE INDEX links_seen ON links (first_seen_at);

CREATE TABLE sightings (
    -- Which channel of which source named a link, first and last.
    link INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    source TEXT NOT NULL REFERENCES sources (id),
    channel TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL, -- to the hour
    PRIMARY KEY (link, source, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    -- One row a page, however many addresses it has; what its latest version says.
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE, -- canonical: by it the page is known, it need not open
    address TEXT NOT NULL, -- where it was fetched: by it the page opens
    source TEXT NOT NULL REFERENCES sources (id),
    headline TEXT NOT NULL,
    language TEXT NOT NULL, -- ISO 639-1
    published_at TEXT, -- null where the page does not say
    published_precision TEXT, -- day, minute, second
    first_seen_at TEXT NOT NULL,
    looked_at TEXT NOT NULL, -- when it was last seen to answer
    baseline INTEGER NOT NULL CHECK (baseline IN (0, 1)),
    grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 3), -- 0 off topic, 1 borderline, 2 related, 3 core
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL, -- number of the latest version, from 1
    copy_of INTEGER REFERENCES articles (id), -- the first telling with this text
    unavailable_since TEXT, -- when it first failed to answer
    unavailable_because TEXT -- reason code
) STRICT;

CREATE INDEX articles_published ON articles (grade, published_at);
CREATE INDEX articles_seen ON articles (first_seen_at);
CREATE INDEX articles_source ON articles (source, first_seen_at);
CREATE INDEX articles_copies ON articles (copy_of) WHERE copy_of IS NOT NULL;

CREATE TABLE addresses (
    -- Every canonical address under which an article was met.
    url TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    source TEXT NOT NULL REFERENCES sources (id),
    first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX addresses_of_article ON addresses (article);

CREATE TABLE translations (
    -- Other language editions of an article, as its page names them: linked, not merged.
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (article, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (
    -- What an article said, each time that it said something else.
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    version INTEGER NOT NULL, -- from 1
    seen_at TEXT NOT NULL,
    headline TEXT NOT NULL,
    text TEXT, -- null where the source's mode keeps no body
    authors TEXT NOT NULL, -- JSON list
    section TEXT NOT NULL,
    lead TEXT NOT NULL,
    image TEXT NOT NULL,
    cited_source TEXT NOT NULL, -- the outlet that the article relies on
    modified_at TEXT,
    provenance TEXT NOT NULL, -- JSON: field -> signal, confidence, raw, runner_up, why
    paywalled INTEGER NOT NULL CHECK (paywalled IN (0, 1)),
    incomplete INTEGER NOT NULL CHECK (incomplete IN (0, 1)), -- 1: part of the page was not read
    notes TEXT NOT NULL, -- JSON list
    change_kinds TEXT NOT NULL, -- JSON list: typo, headline, number, ...; against the version before
    change_significance INTEGER NOT NULL, -- 0 none, 1 typo, 2 minor, 3 major
    change_summary TEXT NOT NULL,
    UNIQUE (article, version)
) STRICT;

CREATE INDEX versions_article ON versions (id, article); -- narrow: whose version a search found

CREATE TABLE verdicts (
    -- How a version was judged, under which version of which topic.
    version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    topic_version TEXT NOT NULL,
    grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 3),
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL, -- JSON list of feature, words, place, weight
    judged_at TEXT NOT NULL,
    PRIMARY KEY (version, topic, topic_version)
) STRICT, WITHOUT ROWID;

CREATE TABLE fingerprints (
    -- What tells copies: the hash of the normalised body, and a MinHash sketch of its shingles.
    version INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE,
    recipe INTEGER NOT NULL, -- version of the normalisation and the sketch
    sha256 TEXT NOT NULL, -- empty where the body is too short to tell copies
    sketch BLOB NOT NULL, -- 32-bit little-endian MinHash values
    length INTEGER NOT NULL -- characters of the normalised body
) STRICT;

CREATE INDEX fingerprints_sha256 ON fingerprints (sha256) WHERE sha256 <> '';

CREATE TABLE bands (
    -- Each article's latest sketch cut into bands: near-duplicates share at least one.
    band INTEGER NOT NULL, -- 48-bit hash of the band's number and values
    article INTEGER NOT NULL, -- no foreign key: it would need an index as large as the table
    PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_keys (
    -- Entities, numbers, places and equipment that an on-topic article names, in one key space for all languages.
    key TEXT NOT NULL,
    at TEXT NOT NULL, -- published, else first seen
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (key, at, article)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_keys_of_article ON story_keys (article);

CREATE TABLE stories (
    -- One event, told by one or more articles.
    id INTEGER PRIMARY KEY,
    began_at TEXT NOT NULL,
    last_told_at TEXT NOT NULL, -- when its last telling was met
    merged_into INTEGER REFERENCES stories (id) -- an analyst's decision
) STRICT;

CREATE INDEX stories_told ON stories (last_told_at);
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE memberships (
    -- Which article tells which story.
    article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    story INTEGER NOT NULL REFERENCES stories (id),
    joined_at TEXT NOT NULL,
    decided_by TEXT NOT NULL CHECK (decided_by IN ('machine', 'analyst'))
) STRICT;

CREATE INDEX memberships_of_story ON memberships (story);

CREATE TABLE alerts (
    -- What a person should hear of, once: written with its cause, delivered afterwards.
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- one alert a key, ever
    kind TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('analyst', 'ops')),
    severity INTEGER NOT NULL, -- syslog's numbers (RFC 5424)
    subject TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    grade INTEGER,
    story INTEGER REFERENCES stories (id),
    article INTEGER REFERENCES articles (id),
    detail TEXT NOT NULL -- JSON object
) STRICT;

CREATE INDEX alerts_of_article ON alerts (article) WHERE article IS NOT NULL;
CREATE INDEX alerts_of_story ON alerts (story) WHERE story IS NOT NULL;
CREATE INDEX alerts_raised ON alerts (raised_at);

CREATE TABLE deliveries (
    -- One alert on its way to one sink.
    id INTEGER PRIMARY KEY,
    alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    sink TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT NOT NULL,
    delivered_at TEXT,
    error TEXT NOT NULL DEFAULT '', -- of the last refusal
    UNIQUE (alert, sink)
) STRICT;

CREATE INDEX deliveries_waiting ON deliveries (next_try_at) WHERE state = 'waiting';

CREATE TABLE polls (
    -- The log of polls.
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources (id),
    began_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    outcome TEXT NOT NULL, -- reason code
    channels TEXT NOT NULL, -- JSON list: url, outcome, links, new, detail
    outcomes TEXT NOT NULL, -- JSON object: reason code -> links
    added INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    on_topic INTEGER NOT NULL,
    alerts INTEGER NOT NULL,
    still_waiting INTEGER NOT NULL,
    next_poll_at TEXT,
    baseline INTEGER NOT NULL CHECK (baseline IN (0, 1))
) STRICT;

CREATE INDEX polls_of_source ON polls (source, began_at);
CREATE INDEX polls_ended ON polls (ended_at);

CREATE TABLE hosts (
    -- What politeness remembers of a server.
    host TEXT PRIMARY KEY,
    next_allowed_at TEXT NOT NULL,
    spacing_seconds REAL NOT NULL,
    blocked_until TEXT,
    robots BLOB NOT NULL,
    robots_status INTEGER NOT NULL, -- 0: never asked, -1: unreachable
    robots_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE furniture (
    -- Paragraphs by source: what recurs on many pages is no part of an article.
    source TEXT NOT NULL REFERENCES sources (id),
    paragraph INTEGER NOT NULL, -- 63-bit hash
    pages INTEGER NOT NULL, -- distinct articles that carry it
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, paragraph)
) STRICT, WITHOUT ROWID;

CREATE INDEX furniture_seen ON furniture (seen_at);

CREATE TABLE labels (
    -- What analysts say of articles: feedback that outlives every pruning.
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id),
    label TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    labelled_at TEXT NOT NULL,
    labelled_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX labels_of_article ON labels (article);

CREATE TABLE story_decisions (
    -- Merges and splits by analysts, which later runs respect.
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
    story INTEGER NOT NULL REFERENCES stories (id),
    other INTEGER REFERENCES stories (id), -- merge: goes into `story`; split: the story made
    article INTEGER REFERENCES articles (id), -- split: what was taken out
    decided_at TEXT NOT NULL
) STRICT;

CREATE INDEX story_decisions_article ON story_decisions (article);
CREATE INDEX story_decisions_story ON story_decisions (story);
CREATE INDEX story_decisions_other ON story_decisions (other);

CREATE TABLE pages (
    -- Raw pages, compressed and kept once each, so that better rules can be run over the past.
    sha256 TEXT PRIMARY KEY, -- of the body as it came
    size INTEGER NOT NULL, -- bytes before compression
    packed INTEGER NOT NULL, -- bytes kept
    stored_at TEXT NOT NULL,
    body BLOB NOT NULL -- zlib
) STRICT;

CREATE INDEX pages_stored ON pages (stored_at, packed);

CREATE TABLE captures (
    -- Which page a version was read from.
    version INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE,
    page TEXT NOT NULL REFERENCES pages (sha256) ON DELETE CASCADE,
    url TEXT NOT NULL, -- final address
    requested TEXT NOT NULL,
    status INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT,
    fetched_at TEXT NOT NULL
) STRICT;

CREATE INDEX captures_of_page ON captures (page);

CREATE VIRTUAL TABLE search USING fts5 (headline, body, content='', tokenize='unicode61 remove_diacritics 0');
