"""Whether a regular expression can take exponential time on a hostile text.

A backtracking matcher explodes when some loop can match one text in two ways, as in `(a+)+` or `(a|ab|b)*`
(exponential degree of ambiguity: Weber and Seidl 1991, "On the degree of ambiguity of finite automata").
Each unbounded loop is turned into its position automaton (Glushkov 1961), whose states are all on one
cycle; it is ambiguous if an edge exists twice, or if two runs over one text can part and meet again.
What is only polynomial of a small degree, such as `.*x.*y`, passes: addresses and paragraphs are short.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import product
from typing import Any, Final

# The one parser that agrees with the matcher by construction; it has no public name and no types.
_parser: Final[Any] = import_module("re._parser")

Node = tuple[Any, Any]

_LOOPS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_UNROLLED: Final = 64
"""A bounded repeat of more rounds is taken for a loop."""
_LAST_CODE_POINT: Final = 0x10FFFF
_FEW: Final = 2
"""A loop within a repeat of more rounds is taken for a loop within a loop."""
_POSITIONS: Final = 1_000
"""A loop with more positions is refused unread."""
_SAMPLES: Final = "aZzé߀яЖіЇ本ー0٣9 \t\n_-./:,;!\"'()%@…"
_CATEGORIES: Final = {
    "DIGIT": re.compile(r"\d"),
    "SPACE": re.compile(r"\s"),
    "WORD": re.compile(r"\w"),
}


def is_catastrophic(pattern: re.Pattern[str]) -> bool:
    """Return whether matching `pattern` can take time exponential in the length of the text."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags))
    alphabet = _alphabet(tree)
    return any(_is_ambiguous(loop, alphabet) for loop in _loops(tree))


def _children(node: Node) -> Sequence[Sequence[Node]]:
    """Return the sequences of nodes within a node."""
    name, argument = str(node[0]), node[1]
    children: tuple[Sequence[Node], ...] = ()
    match name:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" | "SUBPATTERN":
            children = (argument[-1],)
        case "BRANCH":
            children = tuple(argument[1])
        case "ASSERT" | "ASSERT_NOT":
            children = (argument[1],)
        case "ATOMIC_GROUP":
            children = (argument,)
        case "GROUPREF_EXISTS":
            children = tuple(part for part in argument[1:] if part is not None)
    return children


def _loops(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield every repeat without a small bound, however deep."""
    for node in nodes:
        if _is_loop(node):
            yield node
        for child in _children(node):
            yield from _loops(child)


def _is_loop(node: Node) -> bool:
    if str(node[0]) not in _LOOPS:
        return False
    least, most, body = node[1]
    if most == _parser.MAXREPEAT or most > _UNROLLED or most - least > _UNROLLED // 4:
        return True
    # (.*a){20} is polynomial, of degree 20: as bad.
    return most > _FEW and any(True for _ in _loops(body))


def _alphabet(nodes: Sequence[Node]) -> frozenset[str]:
    """Return characters enough to tell the pattern's sets apart: each bound and its neighbours."""
    codes: set[int] = {ord(char) for char in _SAMPLES}
    for node in nodes:
        name, argument = str(node[0]), node[1]
        if name in ("LITERAL", "NOT_LITERAL"):
            codes.update((argument - 1, argument, argument + 1))
        elif name == "RANGE":
            codes.update(bound + step for bound in argument for step in (-1, 0, 1))
        elif name == "IN":
            codes.update(map(ord, _alphabet(argument)))
        for child in _children(node):
            codes.update(map(ord, _alphabet(child)))
    chars = {chr(code) for code in codes if 0 <= code <= _LAST_CODE_POINT}
    return frozenset(chars | {char.swapcase() for char in chars if len(char.swapcase()) == 1})


def _matches(node: Node, char: str) -> bool:
    """Return whether a node of one character matches `char`, in either case."""
    name, argument = str(node[0]), node[1]
    either = {ord(char), ord(char.swapcase())} if len(char.swapcase()) == 1 else {ord(char)}
    if name == "LITERAL":
        return bool(argument in either)
    if name == "NOT_LITERAL":
        return bool(ord(char) != argument)
    if name == "RANGE":
        return any(argument[0] <= code <= argument[1] for code in either)
    if name == "CATEGORY":
        _, _, kind = str(argument).partition("CATEGORY_")
        wanted = not kind.startswith("NOT_")
        return (_CATEGORIES[kind.removeprefix("NOT_")].match(char) is not None) == wanted
    if name == "IN":
        members = [member for member in argument if str(member[0]) != "NEGATE"]
        return any(_matches(member, char) for member in members) == (len(members) == len(argument))
    return True  # ANY, and a back-reference, which may match anything


@dataclass(frozen=True, slots=True)
class _Part:
    """What the position automaton needs to know of a piece of pattern."""

    nullable: bool = True
    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Automaton:
    """Glushkov's automaton of one loop, under construction."""

    alphabet: frozenset[str]
    sets: list[frozenset[str]] = field(default_factory=list)
    edges: Counter[tuple[int, int]] = field(default_factory=Counter)

    def link(self, before: _Part, after: _Part) -> None:
        self.edges.update((left, right) for left in before.last for right in after.first)

    def sequence(self, nodes: Sequence[Node]) -> _Part:
        whole = _Part()
        for node in nodes:
            whole = self.chain(whole, self.part(node))
        return whole

    def chain(self, before: _Part, after: _Part) -> _Part:
        self.link(before, after)
        return _Part(
            before.nullable and after.nullable,
            before.first | after.first if before.nullable else before.first,
            before.last | after.last if after.nullable else after.last,
        )

    def part(self, node: Node) -> _Part:
        name, argument = str(node[0]), node[1]
        if name in _LOOPS:
            return self.repeat(node)
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return _Part()
        children = _children(node)
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self.sequence(children[0])
        if name in ("BRANCH", "GROUPREF_EXISTS"):
            parts = [self.sequence(child) for child in children]
            return _Part(
                any(part.nullable for part in parts)
                or (name != "BRANCH" and len(children) < len(argument) - 1),
                frozenset().union(*(part.first for part in parts)),
                frozenset().union(*(part.last for part in parts)),
            )
        if len(self.sets) >= _POSITIONS:
            raise _TooLarge
        self.sets.append(frozenset(char for char in self.alphabet if _matches(node, char)))
        position = frozenset({len(self.sets) - 1})
        return _Part(nullable=False, first=position, last=position)

    def repeat(self, node: Node) -> _Part:
        least, most, body = node[1]
        if _is_loop(node):
            part = self.sequence(body)
            self.link(part, part)
            return _Part(part.nullable or least == 0, part.first, part.last)
        whole = _Part()
        for round_number in range(most):
            part = self.sequence(body)
            whole = self.chain(whole, _Part(part.nullable or round_number >= least, part.first, part.last))
        return whole


class _TooLarge(Exception):
    """The loop has too many positions to look at."""


def _is_ambiguous(loop: Node, alphabet: frozenset[str]) -> bool:
    """Return whether the loop can match some text in two ways."""
    automaton = _Automaton(alphabet)
    try:
        automaton.part(loop)
    except _TooLarge:
        return True
    return any(count > 1 for count in automaton.edges.values()) or _runs_part_and_meet(automaton)


def _runs_part_and_meet(automaton: _Automaton) -> bool:
    """Return whether two runs over one text can go from one state by different states to one state."""
    after: dict[int, list[int]] = {}
    for left, right in automaton.edges:
        after.setdefault(left, []).append(right)

    def step(left: int, right: int) -> Iterator[tuple[int, int]]:
        for one, other in product(after.get(left, ()), after.get(right, ())):
            if automaton.sets[one] & automaton.sets[other]:
                yield min(one, other), max(one, other)

    waiting = [(one, other) for state in after for one, other in step(state, state) if one != other]
    seen = set(waiting)
    while waiting:
        for pair in step(*waiting.pop()):
            if pair[0] == pair[1]:
                return True
            if pair not in seen:
                seen.add(pair)
                waiting.append(pair)
    return False
