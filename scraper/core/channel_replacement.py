"""What may be read in place of a channel that is gone: the best that the site has of its kind today."""

from collections.abc import Collection, Iterable

from scraper.core.address_templates import is_template
from scraper.core.channel_checks import ChannelCheck, Substitute
from scraper.core.source_proposal import Trial, worth
from scraper.types import Channel, ChannelRole


def is_replaceable(check: ChannelCheck) -> bool:
    """Return whether the channel is gone and another may stand in for it.

    What a template stands for today may come yet; how far back an archive goes no single look tells.
    """
    channel = check.channel
    return check.is_gone and channel.role is not ChannelRole.ARCHIVE and not is_template(channel.url)


def substitute(gone: Channel, trials: Iterable[Trial], taken: Collection[str]) -> Substitute | None:
    """Return the best of the trials that fits in place of `gone`; None where none does.

    It names articles of the source, in the channel's language where the file says one, and is not `taken`.
    """
    fitting = [
        trial
        for trial in trials
        if trial.usable
        and trial.candidate.kind is gone.kind
        and trial.candidate.url not in taken
        and (not gone.language or trial.language in ("", gone.language))
    ]
    if not fitting:
        return None
    best = max(fitting, key=worth)
    return Substitute(best.candidate.url, len(best.links), best.candidate.reason)
