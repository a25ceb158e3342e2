"""What happened at each request of a fetch, for `scraper probe --trace`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from scraper.adapters.exchange import Progress
from scraper.core.addresses import Target, redacted
from scraper.core.answers import REDIRECTS, Head, outcome_of
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from scraper.types import Validators


@dataclass(frozen=True, slots=True)
class Hop:
    """One request; all times are real seconds."""

    url: str
    """Redacted."""
    robots: str
    """`robots.txt itself`, or that it allows the address and what delay it asks for."""
    sent: Validators
    waited: float
    """For the host's turn."""
    outcome: Outcome = Outcome.PENDING
    status: int = 0
    """0: there was no answer."""
    ip: str = ""
    location: str = ""
    got: Validators = field(default_factory=Validators)
    phases: Mapping[str, float] = field(default_factory=dict)
    """dns, connect, tls, first_byte, body."""
    wire_bytes: int = 0
    body_bytes: int = 0
    detail: str = ""
    """Of a failure: the limit that was hit, or what the network said."""

    def __str__(self) -> str:
        """Return the hop for people, in a few lines."""
        times = ", ".join(f"{phase} {seconds * 1000:.0f} ms" for phase, seconds in self.phases.items())
        lines = [
            f"{self.url} -> {self.status or 'no answer'} {self.outcome}",
            f"  robots: {self.robots}",
            f"  address: {self.ip or 'none'}",
            f"  time: waited {self.waited:.2f} s for the turn; {times or 'no phases'}",
            f"  bytes: {self.wire_bytes} on the wire, {self.body_bytes} of body",
            f"  validators: sent {_named(self.sent)}, got {_named(self.got)}",
        ]
        lines += [f"  redirect: {self.location}"] if self.location else []
        lines += [f"  refused: {self.detail}"] if self.detail else []
        return "\n".join(lines)

    @classmethod
    def begun(
        cls, target: Target, robots: bool, delay: float | None, sent: Validators, waited: float
    ) -> "Hop":
        """Return the hop as it is before the request."""
        verdict = "allowed" if delay is None else f"allowed, {delay:g} s between requests"
        return cls(redacted(target.url), "robots.txt itself" if robots else verdict, sent, waited)

    @classmethod
    def barred(cls, target: Target, error: FetchError) -> "Hop":
        """Return the hop that robots.txt did not let us make."""
        verdict = f"{error.reason} ({error.detail})"
        return cls(redacted(target.url), verdict, Validators(), 0.0, error.reason)

    def answered(self, head: Head, progress: Progress) -> "Hop":
        """Return the hop with its answer."""
        return replace(
            self._measured(progress),
            outcome=Outcome.OK if head.status in REDIRECTS else outcome_of(head.status),
            status=head.status,
            location=redacted(head["location"]),
            got=head.validators,
        )

    def failed(self, error: FetchError, progress: Progress) -> "Hop":
        """Return the hop that ended in `error`."""
        status = progress.head.status if progress.head else 0
        return replace(self._measured(progress), outcome=error.reason, status=status, detail=error.detail)

    def _measured(self, progress: Progress) -> "Hop":
        wire = progress.wire
        return replace(
            self,
            ip=wire.address,
            phases=dict(wire.phases),
            wire_bytes=wire.bytes,
            body_bytes=progress.body_bytes,
        )


def _named(validators: Validators) -> str:
    named = (("ETag", validators.etag), ("Last-Modified", validators.last_modified))
    return ", ".join(f"{name} {value}" for name, value in named if value) or "none"


Trace = Callable[[Hop], None]
