from scraper.core.furniture import EMPTY, hash_of, hashes_of, learn


def test_a_paragraph_seen_on_three_pages_is_furniture() -> None:
    tail = "Our correspondents report from forty countries."
    counts = {hash_of(tail): 3, hash_of("Seen twice."): 2}
    known = learn(counts)
    assert tail in known
    assert "Seen twice." not in known
    assert "Never seen." not in known


def test_counters_quotes_and_case_do_not_hide_what_recurs() -> None:
    assert hash_of("• 3412 views of “Today”") == hash_of('• 9971 VIEWS of "today"')
    assert hash_of("• 34 views") != hash_of("• 3 views and more")


def test_one_page_counts_a_paragraph_once() -> None:
    assert len(hashes_of(["Twice.", "Twice.", "Once."])) == 2


def test_nothing_is_furniture_before_anything_was_learnt() -> None:
    assert "" not in EMPTY
    assert "Any text." not in EMPTY
