"""The areas http, bomb, ssrf, creds, tls, dns, net and robots: what the fetcher must survive."""

import socket

from tests.faults.cases import Case
from tests.faults.plays_network import (
    asks_to_wait,
    directly,
    downgrades_where_configured,
    falls_back,
    fetches,
    follows,
    ignores_environment,
    keeps_validators_at_home,
    network_comes_back,
    one_url_waits_alone,
    others_are_served_while_dns_hangs,
    rebinding_gains_nothing,
    refuses_downgrade,
    resolves_to,
    retries_once,
    sends_no_cookie,
    stays_away_after_restart,
    tells_no_secret,
    trusts_304_only_when_asked,
)

INTERNAL = (
    "127.0.0.1",
    "localhost",
    "[::1]",
    "0",
    "127.1",
    "2130706433",
    "0x7f.1",
    "017700000001",
    "[::ffff:127.0.0.1]",
)
PRIVATE = ("169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "[fd00::1]")
TUNNELS = ("100.64.0.1", "[2002:7f00:1::]", "[2001:0:4136:e378::]", "[64:ff9b::7f00:1]")
PAST, SOON = "Wed, 21 Oct 2015 07:28:00 GMT", "Mon, 23 Nov 2026 09:02:00 GMT"
NO_NAME, LATER = socket.gaierror(socket.EAI_NONAME, "unknown"), socket.gaierror(socket.EAI_AGAIN, "later")
MANY = [f"10.0.{number // 250}.{number % 250}" for number in range(1000)]


def leads(case: str, hosts: tuple[str, ...], port: str = "") -> tuple[Case, ...]:
    return tuple(
        Case(case, f"a redirect to {host}", "address_forbidden", follows(f"http://{host}{port}/"))
        for host in hosts
    )


HTTP = (
    Case("F001", "a body that drips for ever", "too_slow", fetches("/drip_body")),
    Case("F001", "a body of single bytes, fast and for ever", "too_slow", fetches("/tiny_chunks")),
    Case("F002", "headers that drip for ever", "timed_out", fetches("/drip_headers")),
    Case("F004", "accepted and never answered", "timed_out", fetches("/never_answers")),
    Case("F005", "interim answers, slowly and for ever", "timed_out", fetches("/informational_forever")),
    Case("F006", "a flood of interim answers", "protocol_error", fetches("/informational_flood")),
    Case("F007", "a fast body without end", "too_large", fetches("/endless_fast")),
    Case("F009", "a chunk extension without end", "protocol_error", fetches("/chunk_ext")),
    Case("F010", "trailers without end", "protocol_error", fetches("/trailers_flood")),
    Case("F011", "one header of a megabyte", "protocol_error", fetches("/header_1mb")),
    Case("F011", "headers without end", "protocol_error", fetches("/headers_endless")),
    Case("F011", "a hundred thousand headers", "protocol_error", fetches("/headers_100k")),
    Case("F023", "Content-Length is more than comes", "truncated", fetches("/cl_too_long")),
    Case("F023", "a part of the page, unasked", "truncated", fetches("/partial")),
    Case("F025", "Content-Length is negative", "protocol_error", fetches("/cl_negative")),
    Case("F025", "two Content-Lengths differ", "protocol_error", fetches("/cl_dup")),
    Case("F025", "Content-Length has 21 digits", "protocol_error", fetches("/cl_huge")),
    Case("F026", "reset in the middle of the body", "connection_lost", fetches("/reset_mid")),
    Case("F027", "closed before the first byte", "connection_lost after 2 requests", retries_once),
    Case("F028", "garbage instead of HTTP", "protocol_error", fetches("/garbage")),
    Case("F028", "HTTP/0.9", "connection_lost", fetches("/http09")),
    Case("F028", "status 000", "protocol_error", fetches("/status?code=000")),
    Case("F028", "status 999", "bad_status", fetches("/status?code=999")),
    Case("F030", "a redirect to itself", "too_many_redirects", fetches("/redirect_loop")),
    Case("F030", "six redirects", "too_many_redirects", fetches("/redirect_chain?n=5")),
    Case("F030", "five redirects are fine", "ok", fetches("/redirect_chain?n=4")),
    Case("F030", "a redirect to nowhere", "bad_redirect", fetches("/redirect_nowhere")),
    Case("F048", "429 for 5 seconds", "rate_limited 5", asks_to_wait(429, "5")),
    Case("F048", "503 for 5 seconds", "unavailable 5", asks_to_wait(503, "5")),
    Case("F048", "a date that has passed", "rate_limited 0", asks_to_wait(429, PAST)),
    Case("F048", "a date in two minutes less a second", "unavailable 119", asks_to_wait(503, SOON)),
    Case("F048", "ten years", "rate_limited 86400", asks_to_wait(429, "315360000")),
    Case("F048", "less than nothing", "rate_limited none", asks_to_wait(429, "-1")),
    Case("F048", "garbage", "rate_limited none", asks_to_wait(429, "soon")),
    Case("F048", "1e9", "rate_limited none", asks_to_wait(429, "1e9")),
    Case("F048", "a restart is no excuse", "rate_limited, 0 requests", stays_away_after_restart),
    Case("F048", "503 binds its own address only", "unavailable, ok", one_url_waits_alone),
    Case("F049", "304 asked for and not", "not_modified, bad_status", trusts_304_only_when_asked),
    Case("F051", "200 and nothing", "suspect_empty", fetches("/empty")),
    Case("F051", "200 and eleven bytes", "suspect_empty", fetches("/eleven_bytes")),
)  # fmt: skip

BOMB = (
    Case("F013", "10 MB of gzip for 10 GB", "too_large", fetches("/bomb_gz")),
    Case("F014", "5 MB of gzip in chunks", "decompression_bomb", fetches("/bomb_gz_small")),
    Case("F014", "gzip in very many members", "decompression_bomb", fetches("/bomb_members")),
    Case("F015", "brotli, never offered", "bad_encoding", fetches("/bomb_br")),
    Case("F016", "zstd, never offered", "bad_encoding", fetches("/bomb_zst")),
    Case("F016", "gzip within gzip", "bad_encoding", fetches("/gz_twice")),
    Case("F018", "a bomb as the body of a redirect", "ok", fetches("/redirect_bomb")),
    Case("F019", "a redirect with a body without end", "ok", fetches("/redirect_endless")),
    Case("F021", "gzip that is cut off", "truncated", fetches("/gz_truncated")),
    Case("F022", "gzip that is none", "bad_encoding", fetches("/gz_garbage")),
    Case("F022", "honest gzip is fine", "ok", fetches("/gz_good")),
)

SSRF = (
    *(
        Case("F032", f"a redirect to {url.partition(':')[0]}:", "scheme_forbidden", follows(url))
        for url in ("file:///etc/passwd", "ftp://site.test/x", "javascript:alert(1)", "data:text/html,x")
    ),
    *leads("F033", INTERNAL, ":{internal}"),
    *leads("F034", PRIVATE),
    *leads("F035", TUNNELS),
    Case(
        "F036",
        "a name that is public first and loopback then",
        "connect_failed at ['93.184.215.14'], address_forbidden",
        rebinding_gains_nothing,
    ),
    Case("F038", "a backslash before the @", "url_invalid", follows("http://127.0.0.1\\@site.test/")),
    Case("F038", "user information", "url_invalid", follows("http://site.test@127.0.0.1/")),
    Case("F038", "a tab in the host", "url_invalid", follows("http://site\t.test/", raw=True)),
    Case("F038", "fullwidth digits", "address_forbidden", directly("http://１２７.0.0.1:{internal}/")),
    Case("F038", "a public address in disguise", "url_invalid", directly("http://134744072/")),
    *(
        Case("F039", f"a redirect to port {port}", "port_forbidden", follows(f"http://site.test:{port}/"))
        for port in (22, 25, 6379)
    ),
    Case("F040", "a redirect from https to http", "downgrade_forbidden", refuses_downgrade),
    Case("F040", "the same where the site is configured so", "ok", downgrades_where_configured),
    Case("F041", "a link to a name that is internal", "address_forbidden", directly("http://intern.example/a")),
    Case("F041", "an enclosure on loopback", "address_forbidden", directly("http://127.0.0.1:{internal}/a.mp3")),
    Case("F041", "a <loc> in this network", "address_forbidden", directly("http://printer.local/sitemap.xml")),
    Case("F042", "proxies and certificates in the environment", "ok, tls_invalid", ignores_environment),
)  # fmt: skip

CREDS = (
    Case("F044", "a cookie for co.uk", "0 requests with cookies", sends_no_cookie),
    Case("F045", "400 cookies at each visit", "0 requests with cookies", sends_no_cookie),
    Case("F044", "validators of one site are not told another", "told 1 host", keeps_validators_at_home),
    Case("F046", "a key in the address of a failing fetch", "silent, True", tells_no_secret),
)

TLS = (
    Case("F047", "TLS as it should be", "ok", fetches("/good", "tls.test", "tls")),
    Case("F047", "self-signed", "tls_invalid", fetches("/good", "tls-self.test", "tls_self_signed")),
    Case("F047", "expired", "tls_invalid", fetches("/good", "tls-expired.test", "tls_expired")),
    Case("F047", "for another host", "tls_invalid", fetches("/good", "tls-wrong.test", "tls_wrong_host")),
    Case("F047", "TLS 1.0", "tls_invalid", fetches("/good", "tls-old.test", "tls_old")),
    Case("F047", "a handshake that drips", "timed_out", fetches("/good", "tls-drip.test", "tls_drip")),
)

DNS = (
    Case("F099", "twelve names that hang", "ok, dns_failed", others_are_served_while_dns_hangs),
    Case("F100", "no such name", "dns_failed", resolves_to(NO_NAME)),
    Case("F100", "the server fails", "dns_failed", resolves_to(LATER)),
    Case("F100", "an empty answer", "dns_failed", resolves_to([])),
    Case("F100", "a thousand private records", "address_forbidden", resolves_to(MANY)),
    Case("F100", "a homograph", "dns_failed", resolves_to(NO_NAME, "ехаmрlе.com")),
)  # fmt: skip

NET = (
    Case("F101", "the network is down, and back", "connect_failed, ok", network_comes_back),
    Case("F102", "IPv6 is refused", "ok", falls_back("::1", "127.0.0.1")),
    Case("F102", "IPv6 is swallowed", "ok", falls_back("127.0.0.2", "127.0.0.1")),
)

ROBOTS = (
    Case("F085", "robots.txt of 100 MB", "ok", fetches("/good", "robots-huge.test")),
    Case("F085", "its first lines count", "robots_disallowed", fetches("/private", "robots-huge.test")),
    Case("F085", "robots.txt is binary", "ok", fetches("/good", "robots-binary.test")),
    Case("F085", "robots.txt answers 500", "robots_unreachable", fetches("/good", "robots-500.test")),
    Case(
        "F085", "robots.txt is elsewhere", "robots_disallowed", fetches("/private", "robots-off-site.test")
    ),
    Case("F085", "robots.txt leads inside", "robots_unreachable", fetches("/good", "robots-inside.test")),
    Case("F085", "a pattern of 5,000 stars", "ok", fetches(f"/good?{'a' * 2000}", "robots-stars.test")),
    Case("F085", "robots.txt drips", "robots_unreachable", fetches("/good", "robots-drip.test")),
)

NETWORK_CASES = (*HTTP, *BOMB, *SSRF, *CREDS, *TLS, *DNS, *NET, *ROBOTS)
