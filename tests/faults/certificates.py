"""Certificates for the hostile server, made without any tool: ECDSA on P-256 (SEC 1) in DER (X.690).

Good for tests and for nothing else: the arithmetic takes no care of side channels.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None

OID_EC_KEY = "1.2.840.10045.2.1"
OID_P256 = "1.2.840.10045.3.1.7"
OID_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
OID_COMMON_NAME = "2.5.4.3"
OID_ALT_NAME = "2.5.29.17"
OID_CONSTRAINTS = "2.5.29.19"


@dataclass(frozen=True)
class Authority:
    """A key and the name under which it signs."""

    name: str
    key: int


def make_key() -> int:
    return secrets.randbelow(N - 1) + 1


def key_pem(key: int) -> str:
    """Return the private key as OpenSSL reads it (RFC 5915)."""
    public = _tlv(0xA1, _bits(_point(_times(key, G))))
    body = _integer(1) + _tlv(0x04, key.to_bytes(32)) + _tlv(0xA0, _oid(OID_P256)) + public
    return _pem("EC PRIVATE KEY", _tlv(0x30, body))


def certificate_pem(
    names: tuple[str, ...], key: int, issuer: Authority, *, days: int = 1, authority: bool = False
) -> str:
    """Return a certificate for `names`, valid from two days ago for `days` from now on (RFC 5280)."""
    now = datetime.now(UTC)
    algorithm = _tlv(0x30, _oid(OID_ECDSA_SHA256))
    extensions = _extension(OID_ALT_NAME, b"".join(_tlv(0x82, name.encode()) for name in names))
    if authority:
        extensions += _extension(OID_CONSTRAINTS, _tlv(0x01, b"\xff"))
    body = b"".join(
        (
            _tlv(0xA0, _integer(2)),
            _integer(secrets.randbits(64) | 1),
            algorithm,
            _name(issuer.name),
            _tlv(0x30, _time(now - timedelta(days=2)) + _time(now + timedelta(days=days))),
            _name(names[0]),
            _tlv(0x30, _tlv(0x30, _oid(OID_EC_KEY) + _oid(OID_P256)) + _bits(_point(_times(key, G)))),
            _tlv(0xA3, _tlv(0x30, extensions)),
        )
    )
    signed = _tlv(0x30, body)
    r, s = _sign(issuer.key, signed)
    signature = _bits(_tlv(0x30, _integer(r) + _integer(s)))
    return _pem("CERTIFICATE", _tlv(0x30, signed + algorithm + signature))


def _sign(key: int, message: bytes) -> tuple[int, int]:
    digest = int.from_bytes(hashlib.sha256(message).digest())
    while True:
        k = make_key()
        point = _times(k, G)
        assert point is not None
        r = point[0] % N
        s = pow(k, -1, N) * (digest + r * key) % N
        if r and s:
            return r, s


def _add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (
        (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    ) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _point(point: Point) -> bytes:
    assert point is not None
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


def _tlv(tag: int, value: bytes) -> bytes:
    size = len(value)
    if size < 128:
        return bytes((tag, size)) + value
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + value


def _integer(value: int) -> bytes:
    return _tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _bits(value: bytes) -> bytes:
    return _tlv(0x03, b"\x00" + value)


def _oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    out = [40 * first + second]
    for part in rest:
        group = [part & 0x7F]
        while part := part >> 7:
            group.append(0x80 | part & 0x7F)
        out += reversed(group)
    return _tlv(0x06, bytes(out))


def _name(text: str) -> bytes:
    attribute = _tlv(0x30, _oid(OID_COMMON_NAME) + _tlv(0x0C, text.encode()))
    return _tlv(0x30, _tlv(0x31, attribute))


def _time(instant: datetime) -> bytes:
    return _tlv(0x17, instant.strftime("%y%m%d%H%M%SZ").encode())


def _extension(oid: str, value: bytes) -> bytes:
    return _tlv(0x30, _oid(oid) + _tlv(0x04, _tlv(0x30, value)))


def _pem(label: str, der: bytes) -> str:
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"
