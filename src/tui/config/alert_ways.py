"""The ways out of alerts of a configuration: how they are told off the board."""

import re
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.config.errors import KEY_OPTIONS_HELP, ConfigError, ErrorCollector, config_error, quote_value
from tui.config.urls import is_private, parse_url
from tui.domain.alerts.hours import DailyHours
from tui.domain.alerts.rule import BELL
from tui.domain.instants import parse_duration
from tui.domain.text import MAX_ERROR_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import SourceConfig

if TYPE_CHECKING:
    from tui.config.alert_way_schema import AlertWayModel
    from tui.sources.redaction.secret import Secret

KEY_PLACE: Final = "{key}"
"""In an address: where its secret is put in."""
DEFAULT_TIME_LIMIT: Final = timedelta(seconds=10)
MAX_TIME_LIMIT: Final = timedelta(minutes=5)
MAX_EVERY: Final = timedelta(days=1)
_KEY_OPTIONS: Final = ("key_env", "key_file", "key_command")


class WayKind(StrEnum):
    """How alerts are told."""

    TERMINAL = "terminal"
    """By a sequence that the terminal shows as a notice of the desktop."""
    DESKTOP = "desktop"
    """By the program of this machine's desktop."""
    COMMAND = "command"
    WEBHOOK = "webhook"
    NTFY = "ntfy"
    MAIL = "mail"


_SENT: Final = (WayKind.WEBHOOK, WayKind.NTFY)
_OWN_KEYS: Final[Mapping[str, tuple[WayKind, ...]]] = {
    "form": (WayKind.TERMINAL,),
    "command": (WayKind.COMMAND,),
    "time_limit": (WayKind.COMMAND,),
    "url": _SENT,
    "allow_private": _SENT,
    **dict.fromkeys(("server", "tls", "user", "sender", "to"), (WayKind.MAIL,)),
    **dict.fromkeys(_KEY_OPTIONS, (*_SENT, WayKind.MAIL)),
}
"""The keys that belong to some kinds alone."""
_REQUIRED: Final[Mapping[WayKind, Mapping[str, str]]] = {
    WayKind.COMMAND: {"command": 'a list such as ["my-notifier"]'},
    WayKind.WEBHOOK: {"url": 'an address such as "https://example.org/hook"'},
    WayKind.NTFY: {"url": 'an address such as "https://ntfy.sh/my-topic"'},
    WayKind.MAIL: {
        "server": 'a server such as "smtp.example.org"',
        "sender": 'an address such as "bigboard@example.org"',
        "to": 'a list such as ["me@example.org"]',
    },
}


class MailSettings(NamedTuple):
    """By which server mail is sent, and to whom."""

    host: str
    port: int
    tls: str
    """`starttls`, `tls` or `none`."""
    user: str
    """Empty where the server wants none."""
    sender: str
    to: tuple[str, ...]


class Way(NamedTuple):
    """One way out."""

    name: str
    """Unique."""
    kind: WayKind
    destination: SourceConfig
    """Where it is sent, with its secret and how that is reached; its `off_reason` says why it cannot be used."""
    every: timedelta = timedelta(seconds=30)
    """The least time between two notices."""
    quiet: DailyHours | None = None
    """In which nothing is told; what rings then is told afterwards, as one notice. None for never."""
    form: str = "auto"
    """The sequence of the terminal: `auto`, `osc9`, `osc777` or `osc99`."""
    command: tuple[str, ...] = ()
    time_limit: timedelta = DEFAULT_TIME_LIMIT
    """Of the command."""
    mail: MailSettings | None = None


def build_ways(models: Sequence["AlertWayModel"], file: Path, errors: ErrorCollector) -> tuple[Way, ...]:
    """Return the ways that are used, without those that are wrong; the problems go to the collector.

    Args:
        models: as they are written.
        file: where they were read from; relative paths start at its folder.
        errors: collects what is wrong.
    """
    ways: list[Way] = []
    numbers: dict[str, int] = {}
    for number, model in enumerate(models):
        error = partial(_error, file, number, model.name)
        name = sanitize_line(model.name)
        if name.casefold() == BELL:
            errors.add(error("name", f"found {quote_value(name)}, which is the bell of the terminal"))
        elif name.casefold() in numbers:
            first = numbers[name.casefold()]
            errors.add(error("name", f"found {quote_value(name)}, which alert_ways[{first}] already has"))
        numbers.setdefault(name.casefold(), number)
        before = len(errors)
        for problem in _problems_of(model):
            errors.add(error(*problem))
        if len(errors) == before:
            way = errors.run(None, _way, name, model, file, error)
            if way is not None and model.enabled:
                ways.append(way)
    return tuple(ways)


def way_names(models: Sequence["AlertWayModel"]) -> Mapping[str, str]:
    """Return the names of all ways, also of those that are not used, by how a rule may write them."""
    return {BELL: BELL} | {sanitize_line(model.name).casefold(): sanitize_line(model.name) for model in models}


def _error(file: Path, number: int, name: str, key: str, problem: str) -> ConfigError:
    label = f"alert way {quote_value(name)}: {key}"
    return config_error(file, f"alert_ways[{number}].{key}", problem, label=label)


def _problems_of(model: "AlertWayModel") -> Sequence[tuple[str, str]]:
    """Return the keys that do not fit the kind, and what is wrong with each."""
    kind = WayKind(model.kind)
    problems = [
        (key, f"belongs to ways of the kind {' or '.join(quote_value(each.value) for each in kinds)}")
        for key, kinds in _OWN_KEYS.items()
        if kind not in kinds and getattr(model, key) is not None
    ]
    problems += [
        (key, f"missing, expected {expected}")
        for key, expected in _REQUIRED.get(kind, {}).items()
        if getattr(model, key) is None
    ]
    options = [name for name in _KEY_OPTIONS if getattr(model, name) is not None]
    if len(options) > 1:
        problems.append((options[1], f"found beside {options[0]}, expected one way to the secret"))
    for key, limit in (("every", MAX_EVERY), ("time_limit", MAX_TIME_LIMIT)):
        text = getattr(model, key)
        if text is not None and (parse_duration(text) or timedelta(0)) > limit:
            problems.append((key, f"found {quote_value(text)}, which is too long"))
    if not options and model.url is not None and KEY_PLACE in model.url:
        problems.append(("url", f"has {KEY_PLACE} in it, and nothing names the secret: {KEY_OPTIONS_HELP}"))
    if not options and model.user is not None:
        problems.append(("user", f"found without its password: {KEY_OPTIONS_HELP}"))
    if options and model.tls == "none" and not is_private((model.server or "").partition(":")[0]):
        problems.append(("tls", 'found "none", by which the password could be read on its way'))
    if options and kind is WayKind.MAIL and model.user is None:
        problems.append(("user", f"missing, expected the name that the password of {options[0]} belongs to"))
    return problems


def _way(name: str, model: "AlertWayModel", file: Path, error: partial[ConfigError]) -> Way:
    kind = WayKind(model.kind)
    if model.url is not None:
        parts = parse_url(model.url, partial(error, "url"))
        if kind is WayKind.NTFY and not ntfy_topic(model.url):
            raise error("url", f"found {quote_value(model.url)}, expected a topic in it: https://ntfy.sh/my-topic")
        if KEY_PLACE in parts.netloc:
            raise error("url", f"has {KEY_PLACE} in the name of its host")
    key, problem = _key(model, file)
    return Way(
        name,
        kind,
        SourceConfig(
            name=name,
            kind=kind.value,
            url=model.url or "",
            every=timedelta(0),
            key=key,
            off_reason=problem,
            allow_private=bool(model.allow_private),
        ),
        parse_duration(model.every) or timedelta(0),
        parse_hours(model.quiet),
        model.form or "auto",
        tuple(model.command or ()),
        (parse_duration(model.time_limit) if model.time_limit else None) or DEFAULT_TIME_LIMIT,
        _mail(model),
    )


def ntfy_topic(url: str) -> str:
    """Return the topic of an address of ntfy: the last part of its path; empty where there is none."""
    path = re.sub(r"^[a-z]+://[^/]*", "", url).partition("?")[0]
    return path.rstrip("/").rpartition("/")[2]


def parse_hours(text: str) -> DailyHours | None:
    """Return the hours of a text such as `22:00-07:00`; None for an empty one."""
    if not text:
        return None
    first, last = (time.fromisoformat(each) for each in re.split(r"\s*-\s*", text))
    return DailyHours(first, last)


def _key(model: "AlertWayModel", file: Path) -> "tuple[Secret | None, CleanText | None]":
    """Return the secret, and why it cannot be loaded: the file is right then, and this way alone is off."""
    if not model.enabled or all(getattr(model, name) is None for name in _KEY_OPTIONS):
        return None, None
    from tui.config.api_keys import ApiKeyError, load_api_key  # noqa: PLC0415 - many ways have none

    try:
        return load_api_key(model, file.parent), None
    except ApiKeyError as error:
        return None, sanitize_line(str(error), MAX_ERROR_LENGTH)


def _mail(model: "AlertWayModel") -> MailSettings | None:
    if model.server is None or model.sender is None or model.to is None:
        return None
    host, _, port = model.server.partition(":")
    usual = {"tls": 465, "none": 25}
    # the port of its own is that of a connection which is secured from its first byte
    tls = model.tls or ("tls" if port == "465" else "starttls")
    return MailSettings(host, int(port or usual.get(tls, 587)), tls, model.user or "", model.sender, tuple(model.to))
