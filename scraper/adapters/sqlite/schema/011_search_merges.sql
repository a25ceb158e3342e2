-- Every transaction adds a small segment to the index. United by eights, not by fours, a word is written again less often.
INSERT INTO search (search, rank) VALUES ('automerge', 8);
