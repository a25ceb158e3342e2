"""The values that flow through a poll, in the order in which they appear.

    Source + SourceState = SourceForPoll
      -> Page | NotModified          what a fetch brought
      -> Index of Links              what an index page names
      -> PendingLink                 a new link, kept until it was dealt with
      -> Gathered (Article)          one link fetched and read, or the reason why not
      -> Observed                    + Verdict, Fingerprint, story keys
      -> Known                       what the store holds about it (looked up by the writer)
      -> Intent                      what to write, with Alerts
      -> PollReport                  one line of log

All are frozen; instants are aware and in UTC, durations are `timedelta`, texts are NFC without NULs.
Identity is natural: a `CanonicalUrl` or a `SourceId`, never the number of a row.
"""

from scraper.types.articles import Article, Found, Gathered, Signal
from scraper.types.decisions import (
    Action,
    Alert,
    Audience,
    Change,
    Intent,
    Known,
    Policy,
    Severity,
    Significance,
    StoredArticle,
)
from scraper.types.judgements import Evidence, Fingerprint, Grade, Observed, Place, Verdict
from scraper.types.pages import Index, Link, NotModified, Page, ParsedDate, PendingLink, Precision
from scraper.types.reports import ChannelRead, PollReport
from scraper.types.sources import (
    CanonicalUrl,
    Channel,
    ChannelKind,
    ChannelRole,
    ChannelState,
    Confirmation,
    PageState,
    SiteRules,
    Source,
    SourceForPoll,
    SourceId,
    SourceState,
    StoreMode,
    Twin,
    Validators,
)

__all__ = [
    "Action",
    "Alert",
    "Article",
    "Audience",
    "CanonicalUrl",
    "Change",
    "Channel",
    "ChannelKind",
    "ChannelRead",
    "ChannelRole",
    "ChannelState",
    "Confirmation",
    "Evidence",
    "Fingerprint",
    "Found",
    "Gathered",
    "Grade",
    "Index",
    "Intent",
    "Known",
    "Link",
    "NotModified",
    "Observed",
    "Page",
    "PageState",
    "ParsedDate",
    "PendingLink",
    "Place",
    "Policy",
    "PollReport",
    "Precision",
    "Severity",
    "Signal",
    "Significance",
    "SiteRules",
    "Source",
    "SourceForPoll",
    "SourceId",
    "SourceState",
    "StoreMode",
    "StoredArticle",
    "Twin",
    "Validators",
    "Verdict",
]
