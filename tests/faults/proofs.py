"""What befalls the service itself, and which checks play it: tests of the suite and checks in the box.

Here nothing is fetched: each fault has its own stage (a disk, a clock, a kill), set up by the named check.
`python -m tests.faults` runs them all and takes their verdicts; `test_faults` holds the names to what
exists.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Proof:
    """How one id is played."""

    what: str
    expected: str
    tests: tuple[str, ...] = ()
    """`path under tests::function`."""
    box: tuple[str, ...] = ()
    """Functions of tests.systemd.check_service."""


TROUBLES: Final = "test_daemon_troubles.py"
DURABLE: Final = "adapters/test_store_durability.py"
OPENING: Final = "adapters/test_store_opening.py"
SINKS: Final = "adapters/test_sinks.py"
POOL: Final = "adapters/test_parser_pool.py"
EXPORTS: Final = "core/test_exports.py"

INJECT: Final = {
    "F088": Proof(
        "a title with a newline and <0>",
        "one entry of its own priority",
        (f"{SINKS}::test_a_forged_priority_stays_text",),
        ("forges_no_entry",),
    ),
    "F089": Proof(
        "a title of escape sequences and bidi controls",
        "escaped, and text in JSON",
        (f"{SINKS}::test_lets_no_text_forge_an_entry_or_reach_a_terminal",),
        ("forges_no_entry",),
    ),
    "F090": Proof(
        "a title of 300 KB", "cut, and delivered", (f"{SINKS}::test_takes_a_title_of_300_kilobytes",)
    ),
    "F091": Proof(
        "a headline that is a formula",
        "no cell is one",
        (f"{EXPORTS}::test_no_cell_is_taken_for_a_formula",),
    ),
    "F092": Proof(
        "a headline that is a script", "escaped", (f"{EXPORTS}::test_a_page_lets_a_title_do_nothing",)
    ),
    "F093": Proof(
        "Markdown and line ends in a headline",
        "it means itself at every sink",
        (
            f"{EXPORTS}::test_text_in_markdown_means_itself",
            f"{SINKS}::test_lets_no_text_forge_an_entry_or_reach_a_terminal",
        ),
    ),
    "F094": Proof(
        "SQL in any field",
        "kept verbatim",
        ("adapters/test_reader.py::test_any_text_in_any_field_is_kept_verbatim",),
    ),
    "F095": Proof(
        "a query of operators and 300 brackets",
        "words, nothing else",
        (
            "core/test_search_terms.py::test_any_string_is_a_safe_query",
            "adapters/test_reader.py::test_any_search_is_safe",
        ),
    ),
    "F097": Proof(
        "an expression in the configuration that backtracks for ever",
        "refused",
        ("core/test_regex_safety.py::test_a_loop_that_matches_one_text_in_two_ways_is_told",),
    ),
}

PROCESS: Final = {
    "F103": Proof(
        "kill -9 at any moment (a hundred times: make crash)",
        "nothing lost, doubled or corrupt",
        (
            "test_crash.py::test_nothing_is_lost_doubled_or_corrupted_by_kills",
            f"{DURABLE}::test_nothing_acknowledged_is_lost_when_the_process_is_killed",
        ),
        ("is_restarted_after_kill_9_and_alerts_nobody_twice",),
    ),
    "F104": Proof(
        "the power fails at any moment (four hundred times: python -m tests.power_cut)",
        "nothing acknowledged lost, nothing corrupt",
        ("test_power_cut.py::test_a_power_cut_loses_nothing_that_the_store_acknowledged",),
    ),
    "F105": Proof(
        "kill -9 between commit and alert",
        "alerted at the next start",
        (f"{DURABLE}::test_alerts_of_a_killed_process_are_delivered_by_the_next",),
    ),
    "F106": Proof(
        "SIGTERM while it works",
        "stops in time, the log folded in",
        (
            "test_daemon.py::test_the_daemon_polls_reloads_and_stops_cleanly",
            f"{DURABLE}::test_a_clean_stop_leaves_no_log_behind",
            "test_jobs.py::test_a_job_under_way_ends_before_the_stop_does",
        ),
        ("stops_cleanly",),
    ),
    "F107": Proof(
        "SIGHUP with a broken configuration",
        "the old one stays, ops are told",
        (
            "test_daemon.py::test_the_daemon_polls_reloads_and_stops_cleanly",
            f"{TROUBLES}::test_a_refused_reload_is_an_alert_and_changes_nothing",
        ),
        ("refuses_a_bad_configuration",),
    ),
    "F109": Proof(
        "the event loop hangs",
        "killed by the watchdog, restarted",
        box=("is_restarted_by_the_watchdog_when_it_hangs",),
    ),
    "F110": Proof(
        "the loop lives, a job hangs",
        "the ping is withheld",
        (f"{TROUBLES}::test_a_part_that_hangs_starves_the_watchdog",),
        (
            "is_restarted_by_the_watchdog_when_a_task_hangs",
            "is_restarted_by_the_watchdog_when_the_writer_hangs",
        ),
    ),
    "F111": Proof(
        "SIGSEGV in the parser",
        "its worker dies alone",
        (f"{POOL}::test_a_hostile_page_costs_its_worker_and_the_next_job_is_done",),
        ("survives_the_loss_of_its_workers",),
    ),
    "F112": Proof(
        "it crashes again and again",
        "restarted for ever, each end told",
        ("test_unit_file.py::test_the_unit_promises_that",),
        ("is_restarted_after_kill_9_and_alerts_nobody_twice",),
    ),
    "F114": Proof(
        "memory runs out",
        "a worker dies first",
        (
            f"{POOL}::test_a_hostile_page_costs_its_worker_and_the_next_job_is_done",
            "test_unit_file.py::test_the_unit_promises_that",
        ),
    ),
    "F115": Proof(
        "two instances at once",
        "the second ends with 75",
        (
            "test_daemon.py::test_the_daemon_polls_reloads_and_stops_cleanly",
            f"{OPENING}::test_a_second_instance_is_turned_away_and_let_in_afterwards",
        ),
    ),
    "F116": Proof(
        "readers beside the writer",
        "nobody is held up",
        (
            f"{DURABLE}::test_readers_and_the_writer_go_on_side_by_side",
            "adapters/test_store_upkeep.py::test_a_backup_beside_the_daemon_is_whole_and_opens_as_a_store",
        ),
        ("lets_the_group_read_while_it_runs",),
    ),
}

_JUMPS: Final = "test_jobs.py::test_jobs_go_on_at_their_pace_after_a_jump_of_the_clock"
CLOCK: Final = {
    "F117": Proof(
        "the clock goes back",
        "jobs and polls go on",
        (_JUMPS, "adapters/test_store_contract.py::test_a_due_time_set_by_a_clock_far_ahead_counts_as_due"),
    ),
    "F118": Proof("the clock leaps an hour", "one run", (_JUMPS,)),
    "F119": Proof(
        "the clock leaps a year",
        "one run",
        ("test_jobs.py::test_a_leap_costs_one_run_even_before_it_is_noticed", _JUMPS),
    ),
    "F120": Proof(
        "summer time begins and ends",
        "an hour is an hour",
        ("test_jobs.py::test_a_change_to_or_from_summer_time_changes_no_interval",),
    ),
    "F121": Proof(
        "the clock says 1970",
        "nothing is polled until it is set",
        (f"{TROUBLES}::test_nothing_is_polled_by_a_clock_that_was_never_set",),
    ),
}

SCHEDULE: Final = {
    "F123": Proof(
        "restarts more often than the interval",
        "polled when due, not before",
        (f"{TROUBLES}::test_restarts_neither_repeat_nor_forget_a_poll",),
    ),
    "F124": Proof(
        "a poll longer than its interval",
        "ended by its deadline, never doubled",
        (
            "test_poll.py::test_a_poll_that_hangs_ends_at_its_deadline_with_what_it_has",
            "test_jobs.py::test_a_job_never_runs_beside_itself",
        ),
    ),
}

_TROUBLE: Final = f"{TROUBLES}::test_a_store_that_refuses_is_told_once_and_polling_goes_on_by_itself"
DISK: Final = {
    "F125": Proof(
        "the disk is full",
        "told once, resumed by itself",
        (
            f"{TROUBLES}::test_a_full_disk_is_told_once_and_polling_goes_on_by_itself",
            f"{TROUBLES}::test_a_store_that_refuses_at_the_start_is_waited_for_and_analysts_sleep_on",
            f"{DURABLE}::test_a_full_disk_is_an_error_to_the_caller_and_passes",
            "test_deliver.py::test_what_a_sink_took_is_not_sent_again_because_the_store_could_not_note_it",
        ),
    ),
    "F126": Proof(
        "no room to migrate",
        "refused, the store as it was",
        (f"{OPENING}::test_migrating_needs_room_for_two_copies",),
    ),
    "F127": Proof("the disk turns read-only or fails", "told once, resumed by itself", (_TROUBLE,)),
    "F128": Proof(
        "a store that cannot be written at start",
        "78, with path and remedy",
        (
            "test_daemon.py::test_a_store_that_needs_somebody_is_left_alone_with_78",
            f"{OPENING}::test_an_unwritable_directory_is_a_clear_refusal",
        ),
    ),
}

DATABASE: Final = {
    "F129": Proof(
        "another process holds the lock",
        "waited for; told once where it stays",
        (f"{DURABLE}::test_another_process_that_writes_briefly_is_waited_for", _TROUBLE),
    ),
    "F130": Proof(
        "a reader that turns writer",
        "never: each transaction begins as a writer",
        (f"{DURABLE}::test_two_outlets_at_once_cannot_both_be_first",),
    ),
    "F132": Proof(
        "a damaged, empty or foreign file",
        "refused and left as it was",
        (f"{OPENING}::test_what_is_not_a_sound_store_is_refused_and_left_as_it_was",),
    ),
    "F133": Proof(
        "the file opened past SQLite",
        "no module does",
        (f"{OPENING}::test_no_module_reads_a_database_file_but_through_sqlite",),
    ),
    "F134": Proof(
        "two SQLite libraries",
        "refused",
        (f"{OPENING}::test_two_sqlite_libraries_in_one_process_are_refused",),
    ),
    "F136": Proof(
        "a network file system",
        "refused",
        ("adapters/test_store_upkeep.py::test_a_store_on_a_network_file_system_is_refused",),
    ),
    "F138": Proof(
        "fields without end",
        "cut before they are stored",
        ("adapters/test_reader.py::test_what_cannot_be_kept_as_it_is_is_kept_as_near_as_can_be",),
    ),
}

UNIT: Final = {
    "F139": Proof("privileges and writes in the unit", "none", box=("holds_the_sandbox",)),
    "F140": Proof(
        "a private address past the fetcher", "dropped by the kernel", box=("walls_private_addresses_off",)
    ),
    "F141": Proof(
        "the credential is missing, or shown",
        "78; in no environment",
        (
            f"{SINKS}::test_a_sink_that_cannot_be_made_is_a_config_error",
            f"{POOL}::test_a_worker_sees_no_secret_of_the_daemon",
        ),
        ("shows_its_credential_to_nobody",),
    ),
    "F142": Proof(
        "journald is down",
        "alerts wait for it",
        (
            f"{SINKS}::test_says_when_an_alert_was_not_taken_and_recovers",
            "test_deliver.py::test_a_sink_that_is_down_for_a_night_loses_nothing",
        ),
    ),
}

PROOFS: Final = INJECT | PROCESS | CLOCK | SCHEDULE | DISK | DATABASE | UNIT

NOT_BUILDABLE: Final = {
    "F135": "a race inside SQLite; one connection does all commits and checkpoints, by construction",
}
"""Id -> why it cannot be played on an ordinary machine."""
