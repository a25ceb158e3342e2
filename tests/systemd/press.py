"""A news site of one article and a feed that is never the same twice: `python3 press.py ADDRESS PORT`."""

import sys
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORGED = "Japan sends Patriot missiles to Ukraine&#10;&lt;0&gt;kernel: forged&#27;[2J&#8238;"
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Box Herald</title><link>http://{host}/</link>
<lastBuildDate>{now}</lastBuildDate>
<item><title>{title}</title><link>http://{host}/news/1</link>
<pubDate>Wed, 25 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""
ARTICLE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2026-11-25T08:00:00+00:00"></head>
<body><article><h1>{title}</h1>
<p>Japan will send Patriot interceptor missiles to Ukraine, the defense ministry in Tokyo said.</p>
<p>The government approved the transfer of the missiles to Kyiv after talks with Ukrainian officials.</p>
<p>Ukraine has asked Japan for air defense weapons since the beginning of the full-scale invasion.</p>
</article></body></html>"""


class Herald(BaseHTTPRequestHandler):
    """Answers the feed and the article."""

    def do_GET(self) -> None:
        pages = {"/feed.xml": ("application/rss+xml", FEED), "/news/1": ("text/html", ARTICLE)}
        media_type, template = pages.get(self.path, ("", ""))
        body = template.format(host=self.headers["host"], title=FORGED, now=formatdate()).encode()
        self.send_response(200 if body else 404)
        self.send_header("content-type", f"{media_type}; charset=utf-8" if body else "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Herald).serve_forever()
