CREATE TABLE source_states (
    -- What the latest look found of each source: its health, why, and what says so.
    source TEXT PRIMARY KEY REFERENCES sources (id),
    looked_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ok', 'warning', 'critical')),
    cause TEXT NOT NULL DEFAULT '', -- quiet, blocked, html_as_feed, ...; empty where nothing is wrong
    since TEXT, -- when the trouble began
    evidence TEXT NOT NULL DEFAULT '[]', -- JSON list of sentences
    missing REAL NOT NULL, -- items that should have come since the last one, and did not
    patience REAL, -- items that may fail to come; null where the source's pace is not known
    expected_gap_hours REAL, -- from the last item: what the source exceeds about once a year
    per_week REAL, -- items of an ordinary week
    fields TEXT NOT NULL DEFAULT '[]' -- JSON list of fields that its latest articles show broken
) STRICT, WITHOUT ROWID;

DROP VIEW source_health;

CREATE VIEW source_health AS
    -- How each configured source is doing, the most troubled first.
    SELECT
        sources.id,
        sources.name,
        sources.last_outcome,
        sources.failures,
        sources.last_poll_at,
        sources.last_good_at,
        sources.next_poll_at,
        (
            SELECT max(articles.first_seen_at) FROM articles WHERE articles.source = sources.id
        ) AS last_article_at,
        (
            SELECT count(*) FROM links
            WHERE links.source = sources.id AND links.try_at IS NOT NULL AND links.state = 'pending'
        ) AS links_waiting,
        source_states.state,
        source_states.cause,
        source_states.since,
        source_states.evidence,
        source_states.fields AS fields_broken,
        round(source_states.missing, 1) AS items_missing,
        round(source_states.patience, 1) AS items_that_may,
        round(source_states.expected_gap_hours, 1) AS expected_gap_hours,
        (SELECT count(*) FROM gaps WHERE gaps.source = sources.id AND gaps.state <> 'filled') AS gaps_unfilled,
        source_states.looked_at
    FROM sources
    LEFT JOIN source_states ON source_states.source = sources.id
    WHERE sources.enabled
    ORDER BY
        CASE source_states.state WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
        source_states.missing / source_states.patience DESC,
        sources.failures DESC,
        sources.id;

CREATE VIEW latencies AS
    -- By source, minutes from publication to sight and to the first delivered alert, in the latest 30 days.
    -- Dates that name a day alone, lie in the future or a week back say nothing of it: they are counted, not measured.
    WITH seen AS (
        SELECT
            articles.id,
            articles.source,
            articles.published_precision AS precision,
            (julianday(articles.first_seen_at) - julianday(articles.published_at)) * 1440 AS lag,
            (
                SELECT (julianday(min(deliveries.delivered_at)) - julianday(articles.published_at)) * 1440
                FROM alerts JOIN deliveries ON deliveries.alert = alerts.id
                WHERE alerts.article = articles.id AND alerts.kind = 'article' AND deliveries.state = 'delivered'
            ) AS told
        FROM articles
        WHERE NOT articles.baseline
            AND articles.first_seen_at >= (
                SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(first_seen_at), '-30 days') FROM articles
            )
    ),
    dated AS (
        SELECT *, precision IN ('minute', 'second') AND lag BETWEEN -5 AND 10080 AS sound FROM seen
    ),
    ranked AS (
        SELECT
            source,
            lag,
            row_number() OVER (PARTITION BY source ORDER BY lag) AS place,
            count(*) OVER (PARTITION BY source) AS measured
        FROM dated WHERE sound
    ),
    ranked_told AS (
        SELECT
            source,
            told,
            row_number() OVER (PARTITION BY source ORDER BY told) AS place,
            count(*) OVER (PARTITION BY source) AS measured
        FROM dated WHERE sound AND told IS NOT NULL
    ),
    sight AS (
        SELECT
            source,
            max(measured) AS measured,
            max(lag) FILTER (WHERE place = (measured + 1) / 2) AS median,
            max(lag) FILTER (WHERE place = (measured * 9 + 9) / 10) AS p90
        FROM ranked GROUP BY source
    ),
    telling AS (
        SELECT
            source,
            max(measured) AS measured,
            max(told) FILTER (WHERE place = (measured + 1) / 2) AS median,
            max(told) FILTER (WHERE place = (measured * 9 + 9) / 10) AS p90
        FROM ranked_told GROUP BY source
    )
    SELECT
        dated.source,
        count(*) AS articles,
        count(*) FILTER (WHERE precision IS NULL) AS undated,
        count(*) FILTER (WHERE precision = 'day') AS day_only,
        count(*) FILTER (WHERE precision IN ('minute', 'second') AND NOT sound) AS absurd,
        coalesce(sight.measured, 0) AS measured,
        round(sight.median, 1) AS seen_median,
        round(sight.p90, 1) AS seen_p90,
        coalesce(telling.measured, 0) AS told,
        round(telling.median, 1) AS told_median,
        round(telling.p90, 1) AS told_p90
    FROM dated
    LEFT JOIN sight ON sight.source = dated.source
    LEFT JOIN telling ON telling.source = dated.source
    GROUP BY dated.source
    ORDER BY seen_p90 DESC, dated.source;

CREATE VIEW channel_recall AS
    -- What each channel of a source named in the latest 30 days, and what it missed that another channel named.
    WITH recent AS (
        SELECT links.id, links.first_seen_at, links.article FROM links
        WHERE NOT links.baseline
            AND links.first_seen_at >= (
                SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(first_seen_at), '-30 days') FROM links
            )
    ),
    named AS (
        SELECT
            sightings.source,
            recent.id,
            recent.first_seen_at,
            min(sightings.first_seen_at) AS at,
            count(*) AS channels,
            coalesce(articles.grade >= 2, 0) AS on_topic
        FROM recent
        JOIN sightings ON sightings.link = recent.id
        LEFT JOIN articles ON articles.id = recent.article
        GROUP BY sightings.source, recent.id
    )
    SELECT
        channels.source,
        channels.url AS channel,
        channels.role,
        count(mine.link) AS named,
        count(*) FILTER (WHERE mine.first_seen_at = named.at AND named.channels > 1) AS named_first,
        count(*) FILTER (WHERE mine.link IS NOT NULL AND named.channels = 1) AS named_alone,
        count(*) FILTER (WHERE mine.link IS NULL) AS missed,
        count(*) FILTER (WHERE mine.link IS NULL AND named.on_topic) AS missed_on_topic
    FROM channels
    JOIN named ON named.source = channels.source AND named.first_seen_at >= channels.first_read_at
    LEFT JOIN sightings AS mine
        ON mine.link = named.id AND mine.source = channels.source AND mine.channel = channels.url
    WHERE channels.configured
    GROUP BY channels.source, channels.url
    ORDER BY channels.source, missed_on_topic DESC, missed DESC, channels.url;

CREATE VIEW source_overlap AS
    -- Pairs of sources that named the same pages or copies of one text in the latest 30 days: who was first.
    WITH told AS (
        SELECT
            coalesce('a' || coalesce(articles.copy_of, articles.id), 'l' || links.id) AS thing,
            sightings.source,
            min(sightings.first_seen_at) AS at,
            max(coalesce(articles.grade >= 2, 0)) AS on_topic
        FROM links
        JOIN sightings ON sightings.link = links.id
        LEFT JOIN articles ON articles.id = links.article
        WHERE NOT links.baseline
            AND links.first_seen_at >= (
                SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(first_seen_at), '-30 days') FROM links
            )
        GROUP BY thing, sightings.source
    )
    SELECT
        mine.source,
        other.source AS other,
        count(*) AS shared,
        sum(mine.on_topic) AS shared_on_topic,
        count(*) FILTER (WHERE mine.at < other.at) AS first_here,
        count(*) FILTER (WHERE mine.at > other.at) AS first_there,
        round(avg((julianday(other.at) - julianday(mine.at)) * 1440), 1) AS minutes_ahead
    FROM told AS mine
    JOIN told AS other ON other.thing = mine.thing AND other.source <> mine.source
    GROUP BY mine.source, other.source
    ORDER BY shared_on_topic DESC, shared DESC, mine.source, other.source;

CREATE VIEW missed_by_own_channels AS
    -- Pages of a watched site that its own channels never named and another source's did, the latest first.
    WITH addresses_seen AS (
        SELECT
            links.id,
            coalesce(articles.url, links.url) AS url,
            coalesce(articles.headline, links.title) AS headline,
            links.source AS named_by,
            links.first_seen_at,
            articles.grade
        FROM links LEFT JOIN articles ON articles.id = links.article
        WHERE NOT links.baseline
            AND links.first_seen_at >= (
                SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(first_seen_at), '-30 days') FROM links
            )
    ),
    hosts_seen AS (
        SELECT *, substr(substr(url, instr(url, '//') + 2), 1,
            instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1) AS host
        FROM addresses_seen
    ),
    homes AS (
        SELECT id, substr(substr(home, instr(home, '//') + 2), 1,
            instr(substr(home, instr(home, '//') + 2) || '/', '/') - 1) AS host
        FROM sources WHERE enabled
    )
    SELECT
        min(homes.id) AS source,
        hosts_seen.headline,
        hosts_seen.grade,
        hosts_seen.named_by,
        hosts_seen.first_seen_at,
        hosts_seen.url
    FROM hosts_seen
    JOIN homes ON iif(homes.host LIKE 'www.%', substr(homes.host, 5), homes.host)
        = iif(hosts_seen.host LIKE 'www.%', substr(hosts_seen.host, 5), hosts_seen.host)
    GROUP BY hosts_seen.id
    HAVING sum(EXISTS (
        SELECT 1 FROM sightings WHERE sightings.link = hosts_seen.id AND sightings.source = homes.id
    )) = 0
    ORDER BY hosts_seen.first_seen_at DESC, hosts_seen.id DESC;
