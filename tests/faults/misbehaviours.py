"""What the hostile server does, path by path: the areas http, bomb, ssrf, creds, robots and crawl."""

import asyncio
import socket
import struct
import zlib
from urllib.parse import unquote

from tests.faults.server import Call, at

CHUNKED = "Transfer-Encoding: chunked"
HTML = "Content-Type: text/html; charset=utf-8"
WORDS = (
    b"<html><title>News</title><body><article>"
    + b"<p>Some plain words of news.</p>" * 60
    + b"</article></body></html>"
)


@at("/good")
async def good(call: Call) -> None:
    await call.page(WORDS, 'ETag: "good"')


# -- http ---------------------------------------------------------------------------------------------


@at("/drip_body")
async def drip_body(call: Call) -> None:
    await call.head(200, HTML, CHUNKED)
    while True:
        await call.raw(b"1\r\nx\r\n")
        await asyncio.sleep(0.1)


@at("/drip_headers")
async def drip_headers(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        await call.raw(b"x")
        await asyncio.sleep(0.1)


@at("/never_answers")
async def never_answers(call: Call) -> None:
    await call.reader.read()


@at("/informational_forever")
async def informational_forever(call: Call) -> None:
    while True:
        await call.head(103, "Link: </a.css>; rel=preload")
        await asyncio.sleep(0.1)


@at("/informational_flood")
async def informational_flood(call: Call) -> None:
    while True:
        await call.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 1000)


@at("/endless_fast")
async def endless_fast(call: Call) -> None:
    await call.head(200, HTML)
    while True:
        await call.raw(b"<p>more and more</p>" * 3000)


@at("/tiny_chunks")
async def tiny_chunks(call: Call) -> None:
    await call.head(200, HTML, CHUNKED)
    while True:
        await call.raw(b"1\r\nx\r\n" * 10000)


@at("/chunk_ext")
async def chunk_ext(call: Call) -> None:
    await call.head(200, HTML, CHUNKED)
    await call.raw(b"5;")
    while True:
        await call.raw(b"x" * 10000)


@at("/trailers_flood")
async def trailers_flood(call: Call) -> None:
    await call.head(200, HTML, CHUNKED)
    await call.raw(b"5\r\nhello\r\n0\r\n")
    while True:
        await call.raw(b"X-Trailer: more\r\n" * 1000)


@at("/header_1mb")
async def header_1mb(call: Call) -> None:
    await call.head(200, f"X-Long: {'x' * 2**20}")


@at("/headers_endless")
async def headers_endless(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\n")
    while True:
        await call.raw(b"X-More: and more\r\n" * 1000)


@at("/headers_100k")
async def headers_100k(call: Call) -> None:
    await call.head(200, *("X-One: of many" for _ in range(100_000)))


@at("/cl_too_long")
async def cl_too_long(call: Call) -> None:
    await call.head(200, HTML, f"Content-Length: {len(WORDS) + 1000}")
    await call.raw(WORDS)


@at("/cl_negative")
async def cl_negative(call: Call) -> None:
    await call.head(200, HTML, "Content-Length: -5")
    await call.raw(WORDS)


@at("/cl_dup")
async def cl_dup(call: Call) -> None:
    await call.head(200, HTML, "Content-Length: 5", "Content-Length: 6")
    await call.raw(WORDS)


@at("/cl_huge")
async def cl_huge(call: Call) -> None:
    await call.head(200, HTML, "Content-Length: 999999999999999999999")
    await call.raw(WORDS)


@at("/reset_mid")
async def reset_mid(call: Call) -> None:
    await call.head(200, HTML, "Content-Length: 100000")
    await call.raw(WORDS)
    await asyncio.sleep(0.05)
    call.writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    call.writer.transport.abort()


@at("/close_before")
async def close_before(call: Call) -> None:
    call.writer.close()


@at("/garbage")
async def garbage(call: Call) -> None:
    await call.raw(bytes(range(256)) * 20)


@at("/http09")
async def http09(call: Call) -> None:
    await call.raw(b"<html>no status line at all</html>")


@at("/status")
async def status(call: Call) -> None:
    fields = [f"Retry-After: {call.query['ra']}"] if "ra" in call.query else []
    body = WORDS
    await call.head(call.query["code"], HTML, *fields, f"Content-Length: {len(body)}")
    await call.raw(body)


@at("/not_modified")
async def not_modified(call: Call) -> None:
    await call.head(304)


@at("/not_modified_once")
async def not_modified_once(call: Call) -> None:
    """Honest to those who know the ETag, and confused at the first request of a new visitor."""
    seen = call.headers.get("if-none-match") == '"good"'
    await (call.head(304) if seen else call.page(WORDS, 'ETag: "good"'))


@at("/empty")
async def empty(call: Call) -> None:
    await call.page(b"")


@at("/eleven_bytes")
async def eleven_bytes(call: Call) -> None:
    await call.page(b"<rss></rss>", "Content-Type: application/rss+xml")


@at("/partial")
async def partial(call: Call) -> None:
    await call.head(206, HTML, "Content-Range: bytes 0-99/5000", "Content-Length: 100")
    await call.raw(WORDS[:100])


# -- redirects and the wall ---------------------------------------------------------------------------


@at("/redirect_loop")
async def redirect_loop(call: Call) -> None:
    await call.head(302, "Location: /redirect_loop", "Content-Length: 0")


@at("/redirect_chain")
async def redirect_chain(call: Call) -> None:
    left = int(call.query["n"])
    where = f"/redirect_chain?n={left - 1}" if left else "/good"
    await call.head(301, f"Location: {where}", "Content-Length: 0")


@at("/redirect_to")
async def redirect_to(call: Call) -> None:
    await call.head(302, f"Location: {unquote(call.query['u'])}", "Content-Length: 0")


@at("/redirect_raw")
async def redirect_raw(call: Call) -> None:
    await call.raw(b"HTTP/1.1 302 X\r\nLocation: " + unquote(call.query["u"]).encode() + b"\r\n\r\n")


@at("/redirect_nowhere")
async def redirect_nowhere(call: Call) -> None:
    await call.head(302, "Content-Length: 0")


@at("/redirect_endless")
async def redirect_endless(call: Call) -> None:
    await call.head(302, "Location: /good")
    while True:
        await call.raw(b"x" * 60000)


@at("/redirect_bomb")
async def redirect_bomb(call: Call) -> None:
    await call.head(302, "Location: /good", "Content-Encoding: gzip", CHUNKED)
    await _chunked_bomb(call, 10_000)


# -- bombs --------------------------------------------------------------------------------------------

_COMPRESSOR = zlib.compressobj(9, zlib.DEFLATED, -15)
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"
TEN_MEGABYTES = _COMPRESSOR.compress(bytes(10_000_000)) + _COMPRESSOR.flush(zlib.Z_FULL_FLUSH)
"""Ten million zeros as a piece of a deflate stream, about ten kilobytes; pieces may be joined."""


async def _chunked_bomb(call: Call, pieces: int) -> None:
    piece = b"%x\r\n%s\r\n" % (len(TEN_MEGABYTES), TEN_MEGABYTES)
    await call.raw(b"%x\r\n%s\r\n" % (len(_HEADER), _HEADER))
    for _ in range(pieces):
        await call.raw(piece)
    await call.raw(b"0\r\n\r\n")


@at("/bomb_gz")
async def bomb_gz(call: Call) -> None:
    body = _HEADER + TEN_MEGABYTES * 1000
    await call.page(body, HTML, "Content-Encoding: gzip")


@at("/bomb_gz_small")
async def bomb_gz_small(call: Call) -> None:
    await call.head(200, HTML, "Content-Encoding: gzip", CHUNKED)
    await _chunked_bomb(call, 500)


@at("/bomb_members")
async def bomb_members(call: Call) -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = compressor.compress(b"x") + compressor.flush()
    await call.page(member * 100_000, HTML, "Content-Encoding: gzip")


@at("/bomb_br")
async def bomb_br(call: Call) -> None:
    await call.page(b"\xcb\xff\xff\xff" + bytes(8000), HTML, "Content-Encoding: br")


@at("/bomb_zst")
async def bomb_zst(call: Call) -> None:
    await call.page(b"\x28\xb5\x2f\xfd" + bytes(300_000), HTML, "Content-Encoding: zstd")


@at("/gz_twice")
async def gz_twice(call: Call) -> None:
    await call.page(_gzip(_gzip(WORDS)), HTML, "Content-Encoding: gzip, gzip")


@at("/sitemap.gz")
async def sitemap_gz(call: Call) -> None:
    await call.page(_HEADER + TEN_MEGABYTES * 100, "Content-Type: application/gzip")


@at("/gz_good")
async def gz_good(call: Call) -> None:
    await call.page(_gzip(WORDS), HTML, "Content-Encoding: gzip")


@at("/gz_truncated")
async def gz_truncated(call: Call) -> None:
    body = _gzip(WORDS)
    await call.page(body[: len(body) // 2], HTML, "Content-Encoding: gzip")


@at("/gz_garbage")
async def gz_garbage(call: Call) -> None:
    await call.page(WORDS, HTML, "Content-Encoding: gzip")


def _gzip(data: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    return compressor.compress(data) + compressor.flush()


# -- credentials --------------------------------------------------------------------------------------


@at("/cookies_flood")
async def cookies_flood(call: Call) -> None:
    cookies = (f"Set-Cookie: c{number}=v; Domain=co.uk; Path=/" for number in range(400))
    await call.page(WORDS, *cookies)


# -- walls --------------------------------------------------------------------------------------------


@at("/challenge")
async def challenge(call: Call) -> None:
    page = b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"
    await call.page(page, status=int(call.query["code"]))


@at("/datadome")
async def datadome(call: Call) -> None:
    page = b"<html><title>a.test</title><script src='https://ct.captcha-delivery.com/c.js'></script></html>"
    await call.page(page, status=403)


@at("/consent")
async def consent(call: Call) -> None:
    await call.page(b"<html><title>Before you continue</title><form><button>Accept</button></form></html>")


@at("/soft_404")
async def soft_404(call: Call) -> None:
    await call.page(b"<html><title>Page not found - Some News</title>" + WORDS)


@at("/2026/11/a-story-of-old")
async def story_of_old(call: Call) -> None:
    await call.head(302, "Location: /", "Content-Length: 0")


@at("/")
async def front(call: Call) -> None:
    await call.page(WORDS)


# -- robots.txt, by host ------------------------------------------------------------------------------


@at("/robots.txt")
async def robots(call: Call) -> None:
    kind = call.host.partition(".")[0]
    answer = ROBOTS.get(kind)
    await (answer(call) if answer else call.page(b"", status=404))


async def _robots_huge(call: Call) -> None:
    await call.head(200, "Content-Type: text/plain", f"Content-Length: {100 * 2**20}")
    await call.raw(b"User-agent: *\nDisallow: /private\n")
    while True:
        await call.raw(b"# padding padding padding\n" * 2000)


async def _robots_binary(call: Call) -> None:
    await call.page(bytes(range(256)) * 100, "Content-Type: application/octet-stream")


async def _robots_500(call: Call) -> None:
    await call.page(b"", status=500)


async def _robots_off_site(call: Call) -> None:
    await call.head(301, f"Location: http://robots-target.test:{call.host.partition(':')[2]}/robots.txt")


async def _robots_inside(call: Call) -> None:
    await call.head(302, "Location: http://169.254.169.254/robots.txt")


async def _robots_target(call: Call) -> None:
    await call.page(b"User-agent: japan-ukraine-monitor\nDisallow: /private\n")


async def _robots_stars(call: Call) -> None:
    await call.page(b"User-agent: *\nDisallow: /" + b"*a" * 5000 + b"b$\n")


async def _robots_drip(call: Call) -> None:
    await drip_body(call)


ROBOTS = {
    "robots-huge": _robots_huge,
    "robots-binary": _robots_binary,
    "robots-500": _robots_500,
    "robots-off-site": _robots_off_site,
    "robots-inside": _robots_inside,
    "robots-target": _robots_target,
    "robots-stars": _robots_stars,
    "robots-drip": _robots_drip,
}


@at("/private")
async def private(call: Call) -> None:
    await call.page(WORDS)
