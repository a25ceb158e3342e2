CREATE TABLE canary_flights (
    -- How a made-up article came through the service: nothing of it is anywhere else in the store.
    began_at TEXT PRIMARY KEY,
    landed INTEGER NOT NULL DEFAULT 0 CHECK (landed IN (0, 1)), -- 0: still under way, or cut short
    failed_stage TEXT, -- fetch, parse, judge, store, once, outbox, sinks; null where it arrived
    trouble TEXT NOT NULL DEFAULT '',
    stages TEXT NOT NULL DEFAULT '[]' -- JSON list: stage, seconds, trouble
) STRICT, WITHOUT ROWID;
