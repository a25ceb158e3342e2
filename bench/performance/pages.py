"""The article stream: 100 pages, one of them on topic; real ones where a folder of them is given."""

import gzip
import random
from itertools import cycle, islice
from pathlib import Path

PAGES = 100
ON_TOPIC_EVERY = 100
SIZES = (45_000, 110_000, 150_000, 187_000, 200_000, 290_000, 440_000)
"""Bytes of the generated pages: median and spread of 150 real ones."""
_NOUNS = [
    "council",
    "harbour",
    "bridge",
    "festival",
    "teacher",
    "orchestra",
    "budget",
    "library",
    "tram",
    "garden",
    "museum",
    "budget",
]
_VERBS = [
    "opens",
    "praises",
    "repairs",
    "discusses",
    "delays",
    "plans",
    "welcomes",
    "counts",
    "paints",
    "visits",
]


def pages(folder: Path | None) -> list[bytes]:
    """Return the pages of one round, the same at every call."""
    chance = random.Random(12)  # noqa: S311 - not for secrets
    off_topic = real_pages(folder) or [_page(chance, size, _off_topic(chance)) for size in SIZES]
    stream = list(islice(cycle(off_topic), PAGES))
    for number in range(ON_TOPIC_EVERY // 2, PAGES, ON_TOPIC_EVERY):
        stream[number] = _page(chance, SIZES[3], _on_topic(number))
    return stream


def is_planted(number: int) -> bool:
    """Return whether the page of this number was made to be on topic."""
    return number % ON_TOPIC_EVERY == ON_TOPIC_EVERY // 2


def real_pages(folder: Path | None) -> list[bytes]:
    """Return the pages stored in `folder`."""
    return (
        [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.html.gz"))] if folder else []
    )


def _sentence(chance: random.Random) -> str:
    first, second = chance.sample(_NOUNS, 2)
    return f"The {first} {chance.choice(_VERBS)} the {second} after {chance.randint(2, 90)} days of work."


def _off_topic(chance: random.Random) -> list[str]:
    lines = [" ".join(_sentence(chance) for _ in range(5)) for _ in range(8)]
    return [_sentence(chance), *lines]


def _on_topic(number: int) -> list[str]:
    return [
        f"Japan hands {number} army trucks to Ukraine",
        f"The Japanese Ministry of Defense handed {number} military trucks to the armed forces of Ukraine.",
        f"Ukraine's defense minister thanked Tokyo for the vehicles and for {number} bulletproof vests.",
        "Further deliveries of equipment are to follow within the year, the two ministries agreed.",
    ]


def _page(chance: random.Random, size: int, paragraphs: list[str]) -> bytes:
    """Return a page as news sites build them: little text in much navigation and script."""
    head, *body = paragraphs
    text = "".join(f"<p>{paragraph}</p>\n" for paragraph in body)
    furniture = ['<nav class="menu"><ul>']
    script: list[str] = []
    length = len(text)
    while length < size:
        link = (
            f'<li class="item"><a href="/{chance.choice(_NOUNS)}/{length}">{_sentence(chance)}</a></li>\n'
        )
        state = f'{{"id":{length},"title":"{_sentence(chance)}","visible":true}},'
        furniture.append(link)
        script.append(state)
        length += len(link) + len(state)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{head}</title>"
        f'<meta property="og:title" content="{head}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-11-20T08:00:00Z">'
        f"<script>window.state=[{''.join(script)}]</script></head><body>{''.join(furniture)}</ul></nav>"
        f"<article><h1>{head}</h1>\n{text}</article></body></html>"
    ).encode()
