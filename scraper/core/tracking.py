"""Query parameters that say where a reader came from, not what the page is, and links that wrap another.

The rules are data in the manner of ClearURLs (https://docs.clearurls.xyz, provider rules without the
referral-marketing group): names are whole-match patterns, ignoring case; what is in doubt is kept, since a
parameter wrongly dropped merges two pages and loses one of them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

Pairs = tuple[tuple[str, str], ...]
"""A query's names and values, still percent-encoded, in order."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What one site adds to its own addresses."""

    hosts: re.Pattern[str]
    names: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A redirector: the address is `hosts` + `path`, its destination stands in the parameter `name`."""

    hosts: re.Pattern[str]
    path: re.Pattern[str]
    names: tuple[str, ...]


def _names(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:%3F)?(?:{pattern})", re.IGNORECASE)


def _hosts(pattern: str) -> re.Pattern[str]:
    """Match the named domains and all below them."""
    return re.compile(rf"(?:[^/]*\.)?(?:{pattern})")


def _one_of(hosts: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """Match what any of the patterns does: most hosts are none of theirs, and are told so at once."""
    return re.compile("|".join(pattern.pattern for pattern in hosts))


_EVERYWHERE: Final = _names(
    # Urchin, Google Analytics and Ads, Campaign Manager, Merchant Center
    r"(?:itm|int|sc|wt)_(?:source|medium|term|content|campaign|id|cid)"
    r"|utm_?[a-z_-]*|_ga|_gl|_gac|ga_[a-z_]+|gclid|gclsrc|gbraid|wbraid|gad(?:_source|_campaignid)?|dclid|srsltid"
    r"|gs_l|gws_rd"
    # Meta, Twitter, TikTok, Microsoft, Yandex, LinkedIn, Pinterest, Reddit, Snapchat, Instagram
    r"|fbclid|fb_(?:action_ids|action_types|source|ref|comment_id)|action_(?:object|type|ref)_map|__tn__|__cft__.*"
    r"|twclid|ttclid|msclkid|yclid|ymclid|_openstat|ysclid|li_fat_id|epik|rdt_cid|sccid|igshid|igsh"
    # Mail and marketing systems
    r"|mc_(?:cid|eid|tc)|mkt_tok|mkwid|pcrid|_hs(?:enc|mi|fp|tc|_tc)|__hs(?:fp|sc|tc|tc_id|ssc)|hsctatracking|hsa_[a-z]+"
    r"|vero_(?:conv|id)|oly_(?:anon|enc)_id|ml_subscriber(?:_hash)?|_ke|_kx|klaviyo|trk_[a-z]+|emci|emdi"
    r"|(?:mtm|pk|piwik|matomo|stm)_[a-z]+|nr_email_referer|bsft_[a-z]+|rb_clickid|s_cid|s_kwcid|ef_id|sc_cid"
    r"|wickedid|wt_(?:mc|zmc)(?:_[a-z]+)?|wtrid|xtor|cmp_?id|cx_(?:testid|testvariant|artpos)"
    r"|at_(?:medium|campaign|custom[0-9]*|link_[a-z]+|format|ptr_name|bbc_team|creation)|ncid|ocid|soc_(?:src|trk)"
    r"|guccounter|guce_referrer(?:_sig)?|ref_?src|ref_url|rss_?ref|spm|scm|pvid|aff_[a-z]+|irclickid|irgwc|cjevent"
    r"|tduid|zanpid|ranmid|raneaid|ransiteid|awc|vmcid|sb_source|recruited_by_id|recruiter|echobox|__twitter_impression"
    r"|__s|elqTrack(?:Id)?|share_(?:type|source|medium|from)|smid|smtyp|partner_?ref|from_rss"
    r"|syn-[0-9a-f]{6,}"
    # The rest of ClearURLs' rules for every site
    r"|hmb_(?:campaign|medium|source)|otm_[a-z_]*|os_ehash|[a-z]?mc|vn(?:_[a-z]*)+|tracking_source|ceneo_spo"
    # Sessions
    r"|phpsessid|jsessionid|aspsessionid[a-z]*|sessionid|session_id"
)

_PROVIDERS: Final = (
    Provider(
        _hosts(r"google\.[a-z.]{2,6}"),
        _names(
            r"ved|bi[a-z]*|gfe_[a-z]*|ei|source|gs_[a-z]*|site|oq|esrc|uact|cd|cad|gws_[a-z]*|sxsrf|rlz|sclient"
            r"|i-would-rather-use-firefox|gs_lcp|gs_lcrp|sca_(?:esv|upv)|iflsig|fbs|aqs|sourceid|ie|atyp|vet|_u|je|dcr|btn[a-z]*"
            r"|usg|cshid|safe"
        ),
    ),
    Provider(
        _hosts(r"youtube\.com|youtu\.be"),
        _names(r"feature|gclid|kw|si|pp|embeds_[a-z_]+|source_ve_path|attr_tag"),
    ),
    Provider(
        _hosts(r"amazon(?:\.[a-z]{2,3}){1,2}"),
        _names(
            r"p[fd]_rd_[a-z]*|qid|srs?|__mk_[a-z]{1,3}_[a-z]{1,3}|spIA|ms3_c|[a-z%0-9]*ie|refRID|colii?d|[^a-z%0-9]adId"
            r"|qualifier|_encoding|smid|field-lbr_brands_browse-bin|ref_?|th|sprefix|crid|keywords|cv_ct_[a-z]+|linkCode"
            r"|creativeASIN|ascsubtag|aaxitk|hsa_cr_id|sb-ci-[a-z]+|rnid|dchild|camp|creative|s|content-id|dib(?:_tag)?"
            r"|social_share|starsLeft|skipTwisterOG|pd_rd_[a-z]+"
        ),
    ),
    Provider(
        _hosts(r"facebook\.com"),
        _names(
            r"hc_[a-z_%\[\]0-9]*|[a-z]*ref[a-z]*|__tn__|eid|__(?:xts|cft)__(?:\[|%5B).*|comment_tracking|dti|app|video_source"
            r"|ftentidentifier|pageid|padding|ls_ref|action_history|tracking|referral_code|referral_story_type|eav|sfnsn"
            r"|idorvanity|wtsid|rdc|rdr|paipv|_nc_x|_rdr|mibextid|locale2?"
        ),
    ),
    Provider(
        _hosts(r"twitter\.com|x\.com"),
        _names(r"(?:ref_?)?src|s|cn|ref_url|t|cxt|vertical|twclid|twgr|twterm|twcamp|twcon|twsrc"),
    ),
    Provider(_hosts(r"instagram\.com"), _names(r"igshid|igsh|img_index")),
    Provider(
        _hosts(r"tiktok\.com"),
        _names(
            r"_r|_t|u_code|preview_pb|_d|timestamp|user_id|share_[a-z_]+|sender_[a-z_]+|is_[a-z_]+|tt_from|checksum"
        ),
    ),
    Provider(
        _hosts(r"reddit\.com"),
        _names(
            r"%24deep_link|\$deep_link|correlation_id|ref(?:_campaign|_source)?|%243p|\$3p|_branch_match_id|rdt|share_id"
        ),
    ),
    Provider(_hosts(r"linkedin\.com"), _names(r"refId|trk|li[a-z]{2}|trackingId|originalSubdomain|rcm")),
    Provider(_hosts(r"bing\.com"), _names(r"cvid|form|sk|sp|sc|qs|pq|refig|toWww|redig|cw|bq")),
    Provider(
        _hosts(r"nytimes\.com"),
        _names(
            r"smid|smtyp|emc|rref|partner|campaign_id|instance_id|segment_id|user_id|regi_id|unlocked_article_code|ref(?:errer)?|action|module|pgtype|region|clickSource"
        ),
    ),
    Provider(
        _hosts(r"bbc\.(?:com|co\.uk)"),
        _names(r"at_[a-z0-9_]+|ns_[a-z_]+|xtor|intlink_from_url|link_location|ocid"),
    ),
    Provider(_hosts(r"medium\.com"), _names(r"source|_branch_match_id|_branch_referrer")),
    Provider(_hosts(r"cnn\.com"), _names(r"cid|iid|sr")),
    Provider(_hosts(r"washingtonpost\.com"), _names(r"itid|noredirect|tid|wpisrc|wpmm|pwapi_token")),
    Provider(_hosts(r"reuters\.com"), _names(r"taid|rpc|feedtype|feedname|edition-redirect|tblref[a-z]*")),
    Provider(_hosts(r"theguardian\.com"), _names(r"cmp|intcmp|index|dcr")),
    Provider(_hosts(r"bloomberg\.com"), _names(r"srnd|sref|leadsource|in_source|embedded-checkout")),
    Provider(_hosts(r"spiegel\.de"), _names(r"b|sara_ref|sara_ecid")),
    Provider(_hosts(r"zeit\.de"), _names(r"wt_params|page_tracking")),
    Provider(_hosts(r"ft\.com"), _names(r"ftcamp|segmentid|sharetype")),
    Provider(_hosts(r"yomiuri\.co\.jp"), _names(r"from|ref")),
    Provider(_hosts(r"asahi\.com"), _names(r"iref|ref")),
    Provider(_hosts(r"nikkei\.com"), _names(r"n_cid|i_cid|unlock")),
    Provider(_hosts(r"mainichi\.jp"), _names(r"fm|inb")),
    Provider(_hosts(r"sankei\.com"), _names(r"outputType")),
    Provider(_hosts(r"yahoo\.co\.jp"), _names(r"source")),
    Provider(
        _hosts(r"lenta\.ru|ria\.ru|rbc\.ru|tass\.(?:ru|com)|kommersant\.ru"),
        _names(r"from(?:_[a-z]+)?|in|tg_rhash|tgWebApp[a-z]*"),
    ),
    Provider(_hosts(r"vk\.com"), _names(r"from|track_code|ref(?:_domain)?|trackcode")),
    Provider(
        _hosts(r"ebay(?:\.[a-z]{2,3}){1,2}"),
        _names(
            r"_trkparms|_trksid|_from|hash|amdata|mkevt|mkcid|mkrid|campid|toolid|customid|norover|_sacat"
        ),
    ),
    Provider(
        _hosts(r"aliexpress\.[a-z]{2,3}"),
        _names(
            r"ws_ab_test|btsid|algo_expid|algo_pvid|gps-id|scm[_a-z-]*|cv|af|mall_affr|sk|dp|terminal_id|aff_[a-z_]*|pdp_[a-z]+|_t|spm"
        ),
    ),
    Provider(_hosts(r"spotify\.com"), _names(r"si|context|sp_cid|_branch_match_id|dl_branch")),
    Provider(_hosts(r"netflix\.com"), _names(r"trackId|tctx|jb[a-z]*")),
    Provider(_hosts(r"imdb\.com"), _names(r"pf_rd_[a-z]*|ref_")),
    Provider(_hosts(r"wikipedia\.org"), _names(r"wprov")),
    Provider(_hosts(r"twitch\.tv"), _names(r"tt_(?:medium|content)")),
    Provider(_hosts(r"msn\.com"), _names(r"cvid|ei|pc|ocid")),
    Provider(_hosts(r"github\.com"), _names(r"email_token|email_source")),
)

_PROVIDED: Final = _one_of(provider.hosts for provider in _PROVIDERS)

_SHOPS: Final = _hosts(r"amazon(?:\.[a-z]{2,3}){1,2}")
_REFERRING_TAIL: Final = re.compile(r"/ref=[^/?]*")

_WRAPPERS: Final = (
    Wrapper(_hosts(r"google\.[a-z.]{2,6}"), re.compile(r"/url"), ("q", "url")),
    Wrapper(_hosts(r"facebook\.com"), re.compile(r"/(?:l|flx/warn)(?:\.php)?/?"), ("u",)),
    Wrapper(_hosts(r"youtube\.com"), re.compile(r"/redirect"), ("q",)),
    Wrapper(_hosts(r"vk\.com"), re.compile(r"/away\.php"), ("to",)),
    Wrapper(_hosts(r"out\.reddit\.com"), re.compile(r"/.*"), ("url",)),
    Wrapper(_hosts(r"duckduckgo\.com"), re.compile(r"/l/?"), ("uddg",)),
    Wrapper(_hosts(r"l\.instagram\.com"), re.compile(r"/"), ("u",)),
    Wrapper(_hosts(r"slack-redir\.net"), re.compile(r"/link"), ("url",)),
    Wrapper(
        _hosts(r"exit\.sc|deref-mail\.com|href\.li|clk\.tradedoubler\.com"), re.compile(r"/.*"), ("url",)
    ),
    Wrapper(_hosts(r"t\.umblr\.com"), re.compile(r"/redirect"), ("z",)),
    Wrapper(_hosts(r"steamcommunity\.com"), re.compile(r"/linkfilter/?"), ("u", "url")),
    Wrapper(_hosts(r"linkedin\.com"), re.compile(r"/(?:redir/redirect|safety/go)/?"), ("url",)),
)


_WRAPPING: Final = _one_of(wrapper.hosts for wrapper in _WRAPPERS)


def without_tracking(host: str, pairs: Pairs) -> Pairs:
    """Return the parameters of `pairs` that say which page it is."""
    if not pairs:
        return pairs
    patterns = [_EVERYWHERE]
    if _PROVIDED.fullmatch(host):
        patterns += [provider.names for provider in _PROVIDERS if provider.hosts.fullmatch(host)]
    return tuple(pair for pair in pairs if not _named(pair[0], patterns))


def without_tracking_path(host: str, path: str) -> str:
    """Return the path without a tail that says where a reader came from."""
    return _REFERRING_TAIL.sub("", path) if _SHOPS.fullmatch(host) else path


def wrapped(host: str, path: str, pairs: Pairs) -> str | None:
    """Return the address that a redirector's address leads to; None for an ordinary address."""
    if not pairs or not _WRAPPING.fullmatch(host):
        return None
    for wrapper in _WRAPPERS:
        if wrapper.hosts.fullmatch(host) and wrapper.path.fullmatch(path):
            for name, value in pairs:
                if name in wrapper.names:
                    return unquote_plus(value)
    return None


def _named(name: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    return any(pattern.fullmatch(name) for pattern in patterns)
