CREATE INDEX versions_changed ON versions (seen_at, id) WHERE version > 1; -- few of them: what changed is read without the texts

CREATE INDEX articles_on_topic ON articles (source) WHERE grade >= 2; -- counted by source
