"""How values come home from the parser process: JSON, read back strictly by the types they must have.

A worker that a hostile page has taken over can write whatever it likes into its pipe. Pickle would let it
name classes to call; here the parent decides what is built, from `Index` or `Article` downwards, and
anything that does not fit is a WireError.
"""

import json
import math
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import (
    Any,
    Final,
    NewType,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any], object]

_NOT_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


class WireError(ValueError):
    """What came through the pipe is not a value of the type asked for."""


def encode(value: object) -> bytes:
    """Return a dataclass of plain values, instants and durations as JSON, lone surrogates as they are."""
    text = json.dumps(value, default=_plain, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def decoder(kind: type[T]) -> Callable[[bytes], T]:
    """Return what reads a `kind` from what `encode` made of one; it raises WireError.

    Texts come back without NULs and lone surrogates: no store and no terminal could take them.
    """
    read = _reader(kind)

    def decode(data: bytes) -> T:
        try:
            return cast("T", read(json.loads(data.decode("utf-8", "surrogatepass"))))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise WireError(f"not {kind.__name__}: {error}") from error

    return decode


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    raise TypeError(f"{type(value).__name__} does not travel")


def _reader(kind: Any) -> Reader:
    """Return what turns parsed JSON into a value of the type expression `kind`."""
    kind = kind.__supertype__ if isinstance(kind, NewType) else kind
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    reader = _SCALARS.get(origin)
    if origin in (Union, types.UnionType):
        reader = _optional(arguments)
    elif origin in (tuple, frozenset):
        reader = _sequence(origin, _reader(arguments[0]))
    elif origin is Mapping:
        reader = _mapping(_reader(arguments[0]), _reader(arguments[1]))
    elif is_dataclass(origin):
        reader = _dataclass(cast("type", origin), arguments)
    elif isinstance(origin, type) and issubclass(origin, Enum):
        reader = origin
    if reader is None:
        raise TypeError(f"{kind} does not travel")
    return reader


def _optional(arguments: tuple[Any, ...]) -> Reader:
    (kind,) = (argument for argument in arguments if argument is not types.NoneType)
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _sequence(build: Callable[[Any], object], read: Reader) -> Reader:
    return lambda value: build(read(item) for item in _expect(list, value))


def _mapping(key: Reader, item: Reader) -> Reader:
    return lambda value: {key(name): item(content) for name, content in _expect(dict, value).items()}


def _dataclass(kind: type, arguments: tuple[Any, ...]) -> Reader:
    variables = dict(zip(getattr(kind, "__parameters__", ()), arguments, strict=True))
    readers = {name: _reader(variables.get(hint, hint)) for name, hint in get_type_hints(kind).items()}
    required = {
        item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING
    }

    def read(value: object) -> object:
        given = _expect(dict, value)
        if not required <= given.keys() <= readers.keys():
            raise ValueError(f"{kind.__name__} has other fields")
        return kind(**{name: readers[name](content) for name, content in given.items()})

    return read


def _expect(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


def _text(value: object) -> str:
    text = _expect(str, value)
    return text if text.isascii() and "\0" not in text else _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def _number(value: object) -> float:
    number = float(value) if type(value) is int else _expect(float, value)
    if not math.isfinite(number):
        raise ValueError(f"{number} instead of a number")
    return number


def _instant(value: object) -> datetime:
    instant = datetime.fromisoformat(_expect(str, value))
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant.astimezone(UTC)


_SCALARS: Final[Mapping[object, Reader]] = types.MappingProxyType(
    {
        str: _text,
        bool: lambda value: _expect(bool, value),
        int: lambda value: _expect(int, value),
        float: _number,
        datetime: _instant,
        timedelta: lambda value: timedelta(seconds=_number(value)),
    }
)
