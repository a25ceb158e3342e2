"""Sketches cut into bands, so that near-duplicates are found by equality (locality-sensitive hashing).

Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4. With 21 bands of 6 rows a pair of
Jaccard similarity s shares a band with probability 1 - (1 - s^6)^21: .998 at .8, .93 at .7, .29 at .5.
"""

from collections.abc import Sequence
from hashlib import blake2b
from struct import pack
from typing import Final

BANDS: Final = 21
ROWS: Final = 6


def bands_of(sketch: Sequence[int], version: int) -> tuple[int, ...]:
    """Return a 48-bit hash for each band of a sketch of 32-bit values; none where it is shorter than 126.

    Sketches of different versions never share a band.
    """
    if len(sketch) < BANDS * ROWS:
        return ()
    return tuple(
        _hash(pack(f"<HH{ROWS}I", version, band, *sketch[band * ROWS : (band + 1) * ROWS]))
        for band in range(BANDS)
    )


def _hash(band: bytes) -> int:
    return int.from_bytes(blake2b(band, digest_size=6).digest(), "big")
