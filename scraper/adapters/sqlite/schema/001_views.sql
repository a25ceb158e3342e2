CREATE VIEW latest AS
    -- Every article as it reads now, newest first.
    SELECT
        'a' || articles.id AS id,
        articles.headline,
        articles.source,
        articles.language,
        articles.published_at,
        articles.first_seen_at,
        articles.grade,
        articles.reason,
        articles.score,
        articles.version AS versions,
        's' || memberships.story AS story,
        'a' || articles.copy_of AS copy_of,
        articles.unavailable_since,
        articles.address AS url
    FROM articles
    LEFT JOIN memberships ON memberships.article = articles.id
    ORDER BY articles.first_seen_at DESC, articles.id DESC;

CREATE VIEW on_topic AS
    -- Articles of grade 2 and 3.
    SELECT * FROM latest WHERE grade >= 2;

CREATE VIEW local_times AS
    -- When on-topic articles were published, by the clocks of Kyiv (EU summer time), Tokyo and the reader.
    SELECT
        id,
        headline,
        source,
        published_at AS utc,
        datetime(
            published_at,
            CASE
                WHEN published_at >= date(substr(published_at, 1, 4) || '-03-31', '-6 days', 'weekday 0') || 'T01'
                    AND published_at < date(substr(published_at, 1, 4) || '-10-31', '-6 days', 'weekday 0') || 'T01'
                THEN '+3 hours' ELSE '+2 hours'
            END
        ) AS kyiv,
        datetime(published_at, '+9 hours') AS tokyo,
        datetime(published_at, 'localtime') AS here
    FROM on_topic
    WHERE published_at IS NOT NULL;

CREATE VIEW first_reports AS
    -- For each story the article that was published first, or was seen first where no date is known.
    SELECT
        's' || stories.id AS story,
        'a' || first.id AS id,
        first.headline,
        first.source,
        first.language,
        coalesce(first.published_at, first.first_seen_at) AS at,
        (
            SELECT count(DISTINCT articles.source)
            FROM memberships JOIN articles ON articles.id = memberships.article
            WHERE memberships.story = stories.id
        ) AS outlets,
        (SELECT count(*) FROM memberships WHERE memberships.story = stories.id) AS tellings,
        first.address AS url
    FROM stories
    JOIN articles AS first ON first.id = (
        SELECT articles.id FROM memberships JOIN articles ON articles.id = memberships.article
        WHERE memberships.story = stories.id
        ORDER BY coalesce(articles.published_at, articles.first_seen_at), articles.id
        LIMIT 1
    );

CREATE VIEW stories_latest AS
    -- Stories with their first report, grade and reach, the last told first.
    SELECT
        's' || stories.id AS id,
        first.headline,
        first.source AS first_source,
        coalesce(first.published_at, first.first_seen_at) AS first_at,
        stories.last_told_at,
        (
            SELECT max(articles.grade)
            FROM memberships JOIN articles ON articles.id = memberships.article
            WHERE memberships.story = stories.id
        ) AS grade,
        (SELECT count(*) FROM memberships WHERE memberships.story = stories.id) AS tellings,
        (
            SELECT count(DISTINCT articles.source)
            FROM memberships JOIN articles ON articles.id = memberships.article
            WHERE memberships.story = stories.id
        ) AS outlets,
        (
            SELECT group_concat(DISTINCT articles.language)
            FROM memberships JOIN articles ON articles.id = memberships.article
            WHERE memberships.story = stories.id
        ) AS languages,
        first.address AS url
    FROM stories
    JOIN articles AS first ON first.id = (
        SELECT articles.id FROM memberships JOIN articles ON articles.id = memberships.article
        WHERE memberships.story = stories.id
        ORDER BY coalesce(articles.published_at, articles.first_seen_at), articles.id
        LIMIT 1
    )
    ORDER BY stories.last_told_at DESC, stories.id DESC;

CREATE VIEW changes AS
    -- Versions after the first, with what changed, newest first.
    SELECT
        'a' || versions.article AS article,
        versions.version,
        versions.seen_at,
        versions.change_significance AS significance,
        versions.change_kinds AS kinds,
        versions.change_summary AS summary,
        versions.headline,
        before.headline AS headline_before,
        articles.source,
        articles.grade,
        articles.address AS url
    FROM versions
    JOIN articles ON articles.id = versions.article
    LEFT JOIN versions AS before
        ON before.article = versions.article AND before.version = versions.version - 1
    WHERE versions.version > 1
    ORDER BY versions.seen_at DESC, versions.id DESC;

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
        ) AS links_waiting
    FROM sources
    WHERE sources.enabled
    ORDER BY sources.failures DESC, sources.id;
