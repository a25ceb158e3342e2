"""Which addresses are fetched, which are refused and why, and what of them may be shown."""

import contextlib
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.addresses import LONGEST, is_public, redacted, vet, vet_resolved
from scraper.errors import Disallowed
from scraper.outcomes import Outcome

FINE = [
    ("https://news.example/a?b=c#d", "https://news.example/a?b=c", "news.example:443"),
    ("HTTP://News.Example:80", "http://news.example/", "news.example:80"),
    ("http://news.example:443/", "http://news.example:443/", "news.example:443"),
    (
        "https://новини.укр/стаття",
        "https://xn--b1amarcd.xn--j1amh/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F",
        None,
    ),
    ("http://8.8.8.8/", "http://8.8.8.8/", "8.8.8.8:80"),
    ("http://8.8.8.8:443/", "http://8.8.8.8:443/", "8.8.8.8:443"),
    ("http://[2606:4700::1]/", "http://[2606:4700::1]/", "[2606:4700::1]:80"),
    ("https://news.example./a", "https://news.example/a", "news.example:443"),
    ("https://news.example/a?q=1\\2", "https://news.example/a?q=1\\2", "news.example:443"),
]

REFUSED = {
    Outcome.SCHEME_FORBIDDEN: [
        "file:///etc/passwd",
        "ftp://news.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://news.example/",
        "view-source:http://news.example/",
    ],
    Outcome.URL_INVALID: [
        "",
        "news.example/a",
        "//news.example/a",
        "http://",
        "http://.",
        "http://news example/",
        "http://news\t.example/",
        "http://news.example/\r\nHost: evil",
        "http://news.example/\x00",
        "http://127.0.0.1\\@news.example/",
        "http://user@news.example/",
        "http://user:password@news.example/",
        "http://news.example:99999/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://134744072/",
        "http://0x8.8.8.8/",
        "http://010.8.8.8/",
        "http://8.8.2056/",
        "http://８.８.８.８/",
        "https://news.example/" + "a" * LONGEST,
    ],
    Outcome.PORT_FORBIDDEN: [
        "http://news.example:22/",
        "http://news.example:6379/",
        "https://news.example:8443/",
        "http://8.8.8.8:25/",
        "http://news.example:0/",
    ],
    Outcome.ADDRESS_FORBIDDEN: [
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://printer.local/",
        "http://metadata.google.internal/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://１２７.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::8.8.8.8]/",
        "http://[2002:808:808::1]/",
        "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://127.0.0.1:8080/",
    ],
}


@pytest.mark.parametrize(("url", "written", "authority"), FINE)
def test_a_public_address_is_taken_in_one_spelling(url: str, written: str, authority: str | None) -> None:
    target = vet(url)
    assert target.url == written
    assert authority in {None, target.authority}


@pytest.mark.parametrize(
    ("reason", "url"), [(reason, url) for reason, urls in REFUSED.items() for url in urls]
)
def test_any_other_address_is_refused_with_its_reason(reason: Outcome, url: str) -> None:
    with pytest.raises(Disallowed) as refusal:
        vet(url)
    assert refusal.value.reason is reason
    assert refusal.value.detail


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "http://[::1]:8080/x", "http://unn.test:8080/"])
def test_a_private_address_is_allowed_by_host_and_port_only(url: str) -> None:
    allowed = ("127.0.0.1:8080", "[::1]:8080", "unn.test:8080")
    assert vet(url, allowed).port == 8080
    with pytest.raises(Disallowed):
        vet(url.replace("8080", "8081"), allowed)
    with pytest.raises(Disallowed):
        vet(url)


def test_robots_txt_is_at_the_root_of_the_same_origin() -> None:
    assert vet("https://news.example/a/b?c").robots_url == "https://news.example/robots.txt"
    assert vet("http://[::1]:81/a", ("[::1]:81",)).robots_url == "http://[::1]:81/robots.txt"


SPECIAL = """
    0.0.0.0 0.1.2.3 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1
    172.16.0.0 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.255.255 198.18.0.1
    198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 ::
    ::1 ::ffff:1.2.3.4 ::1.2.3.4 64:ff9b::102:304 64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1
    2001:20::1 2001:db8::1 2002:102:304::1 3fff::1 2620:4f:8000::1 5f00::1 fc00::1 fd12::1 fe80::1
    fec0::1 ff02::1
"""
ORDINARY = """
    1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
    169.253.255.255 172.15.255.255 172.32.0.0 192.167.255.255 198.17.255.255 198.20.0.0
    223.255.255.255 2001:4860:4860::8888 2606:4700::1 2a00:1450::1 2400:cb00::1
"""


@pytest.mark.parametrize("text", SPECIAL.split())
def test_special_purpose_addresses_are_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ORDINARY.split())
def test_the_neighbours_of_special_ranges_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@given(st.ip_addresses())
def test_the_wall_is_never_lower_than_the_standard_librarys(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast:
        assert not is_public(address)


def test_private_answers_of_dns_are_left_out_and_public_ones_kept_in_order() -> None:
    found = vet_resolved(
        ["10.0.0.1", "1.1.1.1", "fe80::1%eth0", "2606:4700::1", "1.1.1.1"], "a.example:443"
    )
    assert found == ["1.1.1.1", "2606:4700::1"]
    with pytest.raises(Disallowed, match=r"resolves to 10\.0\.0\.1"):
        vet_resolved(["10.0.0.1"], "a.example:443")
    assert vet_resolved(["10.0.0.1"], "a.example:443", ("a.example:443",)) == ["10.0.0.1"]


SECRETS = [
    ("https://a.example/?key=s3cret&page=2", "https://a.example/?key=…&page=2"),
    ("https://a.example/?page=2&API_KEY=s3cret", "https://a.example/?page=2&API_KEY=…"),
    ("https://a.example/?access_token=s3cret#x", "https://a.example/?access_token=…#x"),
    ("https://a.example/#id_token=s3cret", "https://a.example/#id_token=…"),
    ("https://a.example/?X-Amz-Signature=s3cret", "https://a.example/?X-Amz-Signature=…"),
    ("https://user:s3cret@a.example/", "https://…@a.example/"),
    ("https://user:s3@cret@a.example/", "https://…@a.example/"),
    ("https://a.example/?keyword=japan", "https://a.example/?keyword=japan"),
    ("https://a.example/monkey=1", "https://a.example/monkey=1"),
    ("not an address\x1b[2J", "not�an�address�[2J"),
]


@pytest.mark.parametrize(("url", "shown"), SECRETS)
def test_what_is_shown_of_an_address_holds_no_secret(url: str, shown: str) -> None:
    assert redacted(url) == shown


@given(st.text(max_size=2000))
def test_what_is_shown_is_short_and_on_one_line(text: str) -> None:
    shown = redacted(text)
    assert len(shown) <= 300
    assert "\n" not in shown
    assert "\x1b" not in shown


@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused(text: str) -> None:
    for url in (text, f"http://{text}"):
        with contextlib.suppress(Disallowed):
            assert vet(url).scheme in {"http", "https"}
