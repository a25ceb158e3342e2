CREATE TABLE absences (
    -- When an article's page was not to be had, and when it came back: never a deletion.
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    since TEXT NOT NULL, -- the first look that found it missing
    because TEXT NOT NULL, -- reason code of the last look: not_found, gone, redirected_away, paywall_stub, ...
    until TEXT, -- the look that found it again; null while it is missing
    PRIMARY KEY (article, since)
) STRICT, WITHOUT ROWID;

INSERT INTO absences (article, since, because)
SELECT id, unavailable_since, coalesce(unavailable_because, '') FROM articles WHERE unavailable_since IS NOT NULL;

ALTER TABLE translations ADD COLUMN page TEXT; -- canonical: by it the edition is known, where it was taken in

CREATE INDEX translations_page ON translations (page) WHERE page IS NOT NULL;

CREATE VIEW unavailable AS
    -- On-topic articles whose pages were not to be had: since when, why, and whether they came back.
    SELECT
        'a' || articles.id AS id,
        absences.since,
        absences.until,
        absences.because,
        articles.source,
        articles.headline,
        articles.first_seen_at,
        articles.address AS url
    FROM absences
    JOIN articles ON articles.id = absences.article
    WHERE articles.grade >= 2
    ORDER BY absences.since DESC, articles.id DESC;
