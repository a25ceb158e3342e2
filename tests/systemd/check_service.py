"""The service under a real systemd: `python -m tests.systemd.check_service` prints one line a check.

Exit status 0 where every check held, 1 where one did not, 0 with a loud SKIPPED line for each where this
machine cannot boot a box.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.systemd.box import Box, missing
from tests.systemd.installed import (
    ELSEWHERE,
    HOOK,
    METRICS,
    NAME,
    PORT,
    RESOLVER,
    SECRET,
    STORE,
    install,
    install_service,
)
from tests.systemd.lan import HOOK_PORT

MIB: Final = 1024 * 1024
READ = (
    f"import sqlite3; print(sqlite3.connect('file:{STORE}?MODE', uri=True).execute('{{}}').fetchone()[0])"
)


class Skipped(Exception):
    """What a check needs is not to be had on this machine."""


def journal(box: Box, *matches: str) -> list[Mapping[str, object]]:
    lines = box.output("journalctl", "--output=json", "--all", *matches).splitlines()
    return [json.loads(line) for line in lines]


def alerts(box: Box) -> list[Mapping[str, object]]:
    return journal(box, "CHANNEL=analyst")


def prop(box: Box, name: str, unit: str = "scraper") -> str:
    return box.output("systemctl", "show", "--value", "--property", name, unit)


def main_pid(box: Box) -> int:
    pid = int(prop(box, "MainPID"))
    assert pid > 0, "the service does not run"
    return pid


def is_active(box: Box) -> bool:
    return prop(box, "ActiveState") == "active"


def restarts(box: Box) -> int:
    return int(prop(box, "NRestarts"))


def starts(box: Box) -> str:
    box.output("systemctl", "start", "scraper")
    assert is_active(box)
    return prop(box, "StatusText")


def reads_a_page_in_a_worker_and_alerts(box: Box) -> str:
    assert main_pid(box)
    took = box.wait("an alert", lambda: bool(alerts(box)), 60)
    (alert,) = alerts(box)
    expected = {
        "SOURCE_ID": "herald",
        "LANGUAGE": "en",
        "ALERT_KIND": "article",
    }
    assert {name: alert.get(name) for name in expected} == expected, alert
    assert str(alert["ARTICLE_URL"]).endswith(f"://{NAME}:{PORT}/news/1")
    return f"after {took:.1f} s, grade {alert['GRADE']}, priority {alert['PRIORITY']}"


def forges_no_entry(box: Box) -> str:
    (alert,) = alerts(box)
    assert isinstance(alert["MESSAGE"], str), "control characters make a byte array of it"
    assert r"\n<0>kernel: forged" in alert["MESSAGE"] or "<0>kernel: forged" in alert["MESSAGE"]
    assert "\x1b" not in alert["MESSAGE"]
    assert not journal(box, "_SYSTEMD_UNIT=scraper.service", "PRIORITY=0")
    return ""


def explains_the_alert(box: Box) -> str:
    assert "is judged on topic" in box.output("journalctl", "--catalog", "CHANNEL=analyst")
    return "journalctl -x"


def logs_each_poll(box: Box) -> str:
    polls = journal(box, "EVENT=polled", "SOURCE_ID=herald")
    assert polls
    assert polls[0]["OUTCOME"] == "ok"
    return str(polls[0]["MESSAGE"])


def holds_the_sandbox(box: Box) -> str:
    pid = main_pid(box)
    status = dict(line.split(":", 1) for line in box.output("cat", f"/proc/{pid}/status").splitlines())
    assert int(status["CapEff"], 16) == 0
    assert int(status["CapBnd"], 16) == 0
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == "2"
    inside = ("nsenter", "--mount", "--target", str(pid), "touch")
    assert "Read-only file system" in box.run(*inside, "/etc/x", "/usr/x", "/opt/scraper/x").stderr
    return "no capability, no new privilege, seccomp, read-only"


def walls_private_addresses_off(box: Box) -> str:
    assert "timed out" in behind_the_wall(box, ELSEWHERE)
    connect = f"import socket; socket.create_connection(('{HOOK}', {HOOK_PORT}), 2)"
    assert box.run("/usr/bin/python3", "-c", connect).returncode == 0
    return "another private address times out"


def behind_the_wall(box: Box, address: str) -> str:
    """Return how a connection to an address ends under the unit's own IPAddress lines."""
    wall = [
        f"--property={line}"
        for line in box.output("systemctl", "cat", "scraper").splitlines()
        if line.startswith("IPAddress")
    ]
    connect = f"import socket; socket.create_connection(('{address}', {HOOK_PORT}), 2)"
    tried = box.run("systemd-run", "--wait", "--pipe", "--quiet", *wall, "/usr/bin/python3", "-c", connect)
    return "connected" if tried.returncode == 0 else tried.stderr.strip().splitlines()[-1]


def reaches_the_sink_that_is_configured(box: Box) -> str:
    box.wait("the webhook has the alert", lambda: bool(hooked(box)))
    (alert,) = alerts(box)
    assert [alert["ALERT_KEY"]] == [taken["key"] for taken in hooked(box)]
    assert behind_the_wall(box, HOOK) == "connected"
    return "at a private address, by the drop-in of install-service"


def hooked(box: Box) -> list[Mapping[str, object]]:
    """Return what the webhook took for the analyst."""
    lines = box.output("journalctl", "--unit=lan", "--output=cat").splitlines()
    bodies = [json.loads(line) for line in lines if line.startswith("{")]
    return [body for body in bodies if body["channel"] == "analyst"]


def resolves_names_through_a_private_resolver(box: Box) -> str:
    assert f"IPAddressAllow={RESOLVER}" in box.output("systemctl", "cat", "scraper")
    assert not journal(box, "OUTCOME=dns_failed")
    return "by the drop-in of install-service"


def shows_its_credential_to_nobody(box: Box) -> str:
    for place in ("environ", "cmdline"):
        assert SECRET not in box.output("cat", f"/proc/{main_pid(box)}/{place}")
    credential = f"/proc/{main_pid(box)}/root/run/credentials/scraper.service/webhook.key"
    assert "Permission denied" in box.run("runuser", "-u", "ana", "--", "cat", credential).stderr
    return "neither in the environment nor to the readers' group"


def lets_the_group_read_while_it_runs(box: Box) -> str:
    return f"{count_as_ana(box, 'mode=ro')} article"


def count_as_ana(box: Box, mode: str) -> int:
    program = READ.replace("MODE", mode).format("SELECT count(*) FROM articles")
    return int(box.output("runuser", "--user", "ana", "--", "/usr/bin/python3", "-c", program))


SCRAPE: Final = f"""
import socket
asked = socket.socket(socket.AF_UNIX)
asked.connect({METRICS!r})
asked.sendall(b"GET /metrics HTTP/1.0\\r\\n\\r\\n")
print(asked.makefile().read())
"""


def tells_the_group_its_figures_and_nobody_else(box: Box) -> str:
    ask = ("/usr/bin/python3", "-c", SCRAPE)
    told = box.output("runuser", "--user", "ana", "--", *ask)
    assert 'scraper_polls_total{outcome="ok"}' in told, told
    assert "PermissionError" in box.run("runuser", "--user", "nobody", "--", *ask).stderr
    return f"{told.count('# TYPE')} series at {METRICS}"


def bounds_the_memory_of_each_worker(box: Box) -> str:
    workers = box.output("pgrep", "--full", "scraper.adapters.parser_worker").split()
    assert workers
    for worker in workers:
        (line,) = (
            line
            for line in box.output("cat", f"/proc/{worker}/limits").splitlines()
            if line.startswith("Max address space")
        )
        assert line.split()[3:5] == [str(512 * MIB)] * 2, line
    return f"{len(workers)} workers, 512 MiB each"


def is_bounded_itself_by_memory_and_tasks(box: Box) -> str:
    controllers = box.output("cat", "/sys/fs/cgroup/cgroup.controllers").split()
    if not {"memory", "pids"} <= set(controllers):
        raise Skipped("memory and pids are not on cgroup v2 here, so MemoryMax= and TasksMax= bind nothing")
    group = f"/sys/fs/cgroup{prop(box, 'ControlGroup')}"
    assert box.output("cat", f"{group}/memory.max") == str(768 * MIB)
    assert box.output("cat", f"{group}/pids.max") == "64"
    return "768 MiB, 64 tasks"


def keeps_others_out(box: Box) -> str:
    refused = box.run("runuser", "--user", "nobody", "--", "cat", STORE)
    assert "Permission denied" in refused.stderr
    return ""


def is_backed_up_while_it_runs(box: Box) -> str:
    backup = ("/opt/scraper/bin/python", "-P", "-m", "scraper", "db", "backup", "--config", "/etc/scraper")
    copy = "/var/lib/scraper/copy.db"
    box.output("runuser", "-u", "scraper", "--", *backup, "--db", STORE, copy)
    box.output("mv", copy, "/root/copy.db")
    program = "import sqlite3; print(sqlite3.connect('/root/copy.db').execute({!r}).fetchone())"
    count = program.format("SELECT count(*) FROM articles")
    assert box.output("/usr/bin/python3", "-c", count) == "(1,)"
    return "as docs/operating.md says"


def reloads_a_good_configuration(box: Box) -> str:
    box.output("systemctl", "reload", "scraper")
    box.wait("the reload is logged", lambda: bool(journal(box, "EVENT=reloaded")))
    assert is_active(box)
    return ""


def refuses_a_bad_configuration(box: Box) -> str:
    bad = box.root / "etc/scraper/sources/bad.toml"
    bad.write_text('id = "bad"\nnonsense = 1\n')
    before = main_pid(box)
    refused = box.run("systemctl", "reload", "scraper")
    bad.unlink()
    assert refused.returncode != 0
    assert main_pid(box) == before
    assert "nonsense" in box.output("journalctl", "--unit=scraper")
    return "reload fails, the service goes on"


def survives_the_loss_of_its_workers(box: Box) -> str:
    before = main_pid(box)
    workers = box.output("pgrep", "--full", "scraper.adapters.parser_worker").split()
    box.output("kill", "-KILL", *workers)
    box.wait("new workers at the next poll", lambda: bool(new_workers(box, workers)), 90)
    assert main_pid(box) == before
    return f"{len(workers)} killed"


def new_workers(box: Box, old: list[str]) -> set[str]:
    return set(box.run("pgrep", "--full", "scraper.adapters.parser_worker").stdout.split()) - set(old)


def is_restarted_after_kill_9_and_alerts_nobody_twice(box: Box) -> str:
    polls = len(journal(box, "EVENT=polled"))
    box.output("kill", "-KILL", str(main_pid(box)))
    took = box.wait("a restart", lambda: restarts(box) >= 1 and is_active(box))
    box.wait("polls again", lambda: len(journal(box, "EVENT=polled")) > polls, 90)
    assert len(alerts(box)) == 1
    assert "ended abnormally: signal" in box.output("journalctl", "--unit=scraper", "--priority=crit")
    return f"in {took:.1f} s"


def is_restarted_by_the_watchdog_when_it_hangs(box: Box) -> str:
    before = restarts(box)
    box.output("kill", "-STOP", str(main_pid(box)))
    took = box.wait("a restart", lambda: restarts(box) > before and is_active(box), 60)
    assert "ended abnormally: watchdog" in box.output("journalctl", "--unit=scraper", "--priority=crit")
    return f"in {took:.1f} s, with WatchdogSec=4"


def is_restarted_by_the_watchdog_when_a_task_hangs(box: Box) -> str:
    return restarted_once(box, "delivery")


def is_restarted_by_the_watchdog_when_the_writer_hangs(box: Box) -> str:
    return restarted_once(box, "writer")


def restarted_once(box: Box, part: str) -> str:
    before = restarts(box)
    (box.root / "run/scraper/hang").write_text(part)
    took = box.wait("a restart", lambda: restarts(box) > before and is_active(box), 60)
    starved = journal(box, "EVENT=watchdog_starved")
    assert starved, "it says what hangs"
    return f"in {took:.1f} s, with WatchdogSec=4 and 3 s of silence: {starved[-1]['STUCK']}"


def stops_cleanly(box: Box) -> str:
    began = time.monotonic()
    box.output("systemctl", "stop", "scraper")
    took = time.monotonic() - began
    assert took < 10
    assert prop(box, "Result") == "success"
    assert not box.run("pgrep", "--full", "scraper.adapters.parser_worker").stdout
    return f"in {took:.1f} s"


def lets_the_group_read_when_it_is_stopped(box: Box) -> str:
    return f"{count_as_ana(box, 'immutable=1')} article"


def is_upgraded_and_keeps_its_configuration(box: Box) -> str:
    settings = (box.root / "etc/scraper/scraper.toml").read_text()
    install_service(box)
    assert (box.root / "etc/scraper/scraper.toml").read_text() == settings
    box.output("systemctl", "daemon-reload")
    box.output("/opt/scraper/bin/scraper", "check", "--config", "/etc/scraper")
    return "as docs/operating.md says"


def is_restored_from_its_backup(box: Box) -> str:
    for left in ("-wal", "-shm"):
        box.output("rm", "-f", STORE + left)
    box.output("install", "-o", "scraper", "-g", "scraper", "-m", "0640", "/root/copy.db", STORE)
    polls = len(journal(box, "EVENT=polled"))
    box.output("systemctl", "start", "scraper")
    box.wait("it polls with it", lambda: len(journal(box, "EVENT=polled")) > polls, 90)
    count = count_as_ana(box, "mode=ro")
    box.output("systemctl", "stop", "scraper")
    assert count == 1
    return "as docs/operating.md says"


def stays_down_with_a_bad_configuration_and_says_so(box: Box) -> str:
    settings = box.root / "etc/scraper/scraper.toml"
    good = settings.read_text()
    settings.write_text("nonsense = 1\n")
    box.run("systemctl", "start", "scraper")
    box.wait("the failure is reported", lambda: bool(journal(box, "SYSLOG_IDENTIFIER=scraper-failure")))
    settings.write_text(good)
    assert prop(box, "ExecMainStatus") == "78"
    assert prop(box, "ActiveState") == "failed"
    return "exit 78"


def systemd_finds_nothing_wrong(box: Box) -> str:
    verified = box.run("systemd-analyze", "verify", "scraper.service", "scraper-failure@scraper.service")
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    return ""


CHECKS: Final[tuple[Callable[[Box], str], ...]] = (
    systemd_finds_nothing_wrong,
    starts,
    reads_a_page_in_a_worker_and_alerts,
    forges_no_entry,
    explains_the_alert,
    logs_each_poll,
    holds_the_sandbox,
    walls_private_addresses_off,
    reaches_the_sink_that_is_configured,
    resolves_names_through_a_private_resolver,
    shows_its_credential_to_nobody,
    lets_the_group_read_while_it_runs,
    keeps_others_out,
    tells_the_group_its_figures_and_nobody_else,
    bounds_the_memory_of_each_worker,
    is_bounded_itself_by_memory_and_tasks,
    is_backed_up_while_it_runs,
    reloads_a_good_configuration,
    refuses_a_bad_configuration,
    survives_the_loss_of_its_workers,
    is_restarted_after_kill_9_and_alerts_nobody_twice,
    is_restarted_by_the_watchdog_when_it_hangs,
    is_restarted_by_the_watchdog_when_a_task_hangs,
    is_restarted_by_the_watchdog_when_the_writer_hangs,
    stops_cleanly,
    lets_the_group_read_when_it_is_stopped,
    is_upgraded_and_keeps_its_configuration,
    is_restored_from_its_backup,
    stays_down_with_a_bad_configuration_and_says_so,
)


@dataclass(frozen=True)
class Verdict:
    """How a check ended: `passed`, `failed` or `skipped`."""

    word: str
    seconds: float = 0.0


def report(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run every check; return the exit status."""
    words = [verdict.word for verdict in checked().values()]
    report(f"{words.count('passed')} of {len(words)} checks held, {words.count('skipped')} skipped")
    return 1 if "failed" in words else 0


def checked() -> dict[str, Verdict]:
    """Run every check, in this order, in one box; return their verdicts by name."""
    if lacking := missing():
        for check in CHECKS:
            report(f"SKIPPED  {sentence(check)}: {lacking}")
        return {check.__name__: Verdict("skipped") for check in CHECKS}
    with Box() as box:
        install(box)
        verdicts = {check.__name__: judged(check, box) for check in CHECKS}
        if any(verdict.word == "failed" for verdict in verdicts.values()):
            report(box.output("journalctl", "--unit=scraper", "--no-pager", "--lines=60"))
    return verdicts


def judged(check: Callable[[Box], str], box: Box) -> Verdict:
    began = time.monotonic()
    try:
        detail = check(box)
    except Skipped as why:
        report(f"SKIPPED  {sentence(check)}: {why}")
        return Verdict("skipped", time.monotonic() - began)
    except Exception as error:  # noqa: BLE001 - whatever breaks a check is its failure; the next ones still run
        report(f"FAILED   {sentence(check)}: {error!r}")
        return Verdict("failed", time.monotonic() - began)
    report(f"ok       {sentence(check)}" + (f" ({detail})" if detail else ""))
    return Verdict("passed", time.monotonic() - began)


def sentence(check: Callable[[Box], str]) -> str:
    return check.__name__.replace("_", " ")


if __name__ == "__main__":
    sys.exit(main())
