"""What tells copies: an exact hash of the normalised body, and a sketch of its shingles.

The hash is SHA-256 over the body alone: a retitled article is the same text. The sketch is MinHash
(Broder 1997) by rensa over character shingles, so that Japanese needs no words. Both carry the version of
this recipe: a change of normalisation, shingle size or library must raise VERSION (golden digests in the
tests hold it), since stored values of another version are not comparable.
"""

import hashlib
import re
import unicodedata
from typing import Final

from rensa import RMinHash

from scraper.types import Article, Fingerprint

VERSION: Final = 1
PERMUTATIONS: Final = 128
SHORTEST_EXACT: Final = 80
"""Normalised characters below which equal texts prove nothing (captions, stubs)."""
SHORTEST_SKETCH: Final = 200
"""Normalised characters below which shingles are too few to compare.

For both, a kanji or kana counts twice: it says about as much as two letters.
"""

_SEED: Final = 20220224
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def fingerprint(article: Article) -> Fingerprint:
    """Return the fingerprint of an article's body; hash and sketch are empty where it is too short."""
    return fingerprint_text(article.text)


def fingerprint_text(text: str) -> Fingerprint:
    """Return the fingerprint of a body given as text."""
    plain = normalise(text)
    weight = len(plain) + len(_CJK.findall(plain))
    exact = hashlib.sha256(plain.encode()).hexdigest() if weight >= SHORTEST_EXACT else ""
    sketch = _sketch(plain, 3 if is_mostly_cjk(plain) else 6) if weight >= SHORTEST_SKETCH else ()
    return Fingerprint(version=VERSION, sha256=exact, sketch=sketch, length=len(plain))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """Return the estimated Jaccard similarity of two texts, 0 to 1; 0 where it cannot be told."""
    if one.version != other.version or not one.sketch or len(one.sketch) != len(other.sketch):
        return 0.0
    agreeing = sum(mine == theirs for mine, theirs in zip(one.sketch, other.sketch, strict=True))
    return agreeing / len(one.sketch)


def normalise(text: str) -> str:
    """Return the letters and digits of `text`, folded (NFKC, case), without anything between them."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_mostly_cjk(text: str) -> bool:
    """Return whether more than half of `text` is kanji and kana: one of them says what two letters do."""
    return 2 * len(_CJK.findall(text)) > len(text)


def _sketch(plain: str, size: int) -> tuple[int, ...]:
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update([plain[start : start + size] for start in range(len(plain) - size + 1)])
    return tuple(minhash.digest())
