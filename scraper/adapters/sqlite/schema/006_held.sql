-- What a sink is spared for a while: `held`, then `summed` up in a digest. A CHECK can only be changed with its
-- table, and no other table refers to this one.
CREATE TABLE kept_deliveries AS SELECT * FROM deliveries;
DROP TABLE deliveries;

CREATE TABLE deliveries (
    -- One alert on its way to one sink.
    id INTEGER PRIMARY KEY,
    alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    sink TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'summed', 'delivered', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT NOT NULL, -- held: until when
    delivered_at TEXT,
    error TEXT NOT NULL DEFAULT '', -- of the last refusal
    held TEXT NOT NULL DEFAULT '', -- why it was held back, also afterwards
    digest INTEGER REFERENCES alerts (id), -- the alert that sums it up
    UNIQUE (alert, sink)
) STRICT;

INSERT INTO deliveries (id, alert, sink, state, attempts, next_try_at, delivered_at, error)
SELECT id, alert, sink, state, attempts, next_try_at, delivered_at, error FROM kept_deliveries;
DROP TABLE kept_deliveries;

CREATE INDEX deliveries_waiting ON deliveries (next_try_at) WHERE state = 'waiting';
CREATE INDEX deliveries_held ON deliveries (next_try_at) WHERE state = 'held';
CREATE INDEX deliveries_delivered ON deliveries (sink, delivered_at) WHERE delivered_at IS NOT NULL;
