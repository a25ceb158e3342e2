CREATE INDEX links_of_source ON links (source, first_seen_at); -- its latest ones, whatever others named meanwhile
