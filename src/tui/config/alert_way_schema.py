"""The keys of a way out of alerts in a configuration file: their types, ranges, lengths and forms."""

from typing import Annotated, Final, Literal

import msgspec

from tui.config.schema_values import MAX_NAME, Text, command_words, constrain, switch
from tui.domain.instants import DURATION

MAX_WAYS: Final = 20
MAX_RECEIVERS: Final = 20

_ADDRESS: Final = r"[!-~]{1,64}@[A-Za-z0-9.-]{1,190}"
HOURS: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]\s*-\s*([01][0-9]|2[0-3]):[0-5][0-9]"

_MailAddress = Annotated[str, constrain('an address such as "me@example.org"', pattern=_ADDRESS)]


class AlertWayModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[alert_ways]]` table: how alerts are told off the board."""

    name: Annotated[
        str, constrain("a short name", "What rules call it", pattern=r"[^\s,](.*[^\s])?", max_length=MAX_NAME)
    ]
    kind: Annotated[
        Literal["terminal", "desktop", "command", "webhook", "ntfy", "mail"],
        constrain('"terminal", "desktop", "command", "webhook", "ntfy" or "mail"', "How it is told"),
    ]
    quiet: Annotated[
        str,
        constrain(
            'text such as "22:00-07:00"',
            "When nothing is told, by the clock of this machine; what rings then is told afterwards as one notice",
            pattern=f"|{HOURS}",
        ),
    ] = ""
    every: Annotated[
        str,
        constrain(
            'text such as "30s" or "10m"',
            "The least time between two notices; what rings meanwhile is told as one",
            pattern=DURATION,
        ),
    ] = "30s"
    enabled: Annotated[bool, switch("Whether it is used at all")] = True
    form: (
        Annotated[
            Literal["auto", "osc9", "osc777", "osc99"],
            constrain(
                '"auto", "osc9", "osc777" or "osc99"', "The sequence by which the terminal is asked to show a notice"
            ),
        ]
        | None
    ) = None
    command: (
        Annotated[
            tuple[Text, ...],
            command_words('["notify", "--urgent"]', "Run for each notice, without a shell"),
        ]
        | None
    ) = None
    time_limit: (
        Annotated[str, constrain('text such as "10s"', "After which the command is ended", pattern=DURATION)] | None
    ) = None
    url: (
        Annotated[
            str, constrain('an address such as "https://ntfy.sh/my-topic"', "Where it is sent; {key} is the secret")
        ]
        | None
    ) = None
    server: (
        Annotated[
            str,
            constrain(
                'a server such as "smtp.example.org" or "smtp.example.org:465"',
                "Takes the mail",
                pattern=r"[A-Za-z0-9.-]{1,190}(:[0-9]{1,5})?",
            ),
        ]
        | None
    ) = None
    tls: (
        Annotated[
            Literal["starttls", "tls", "none"],
            constrain('"starttls", "tls" or "none"', "How the connection to the mail server is secured"),
        ]
        | None
    ) = None
    user: Annotated[str, constrain("a name", "Of the account at the mail server", max_length=200)] | None = None
    sender: _MailAddress | None = None
    to: (
        Annotated[
            tuple[_MailAddress, ...],
            constrain('a list such as ["me@example.org"]', "Who gets the mail", min_length=1, max_length=MAX_RECEIVERS),
        ]
        | None
    ) = None
    key_env: Annotated[str, constrain("the name of an environment variable", "Holds the secret")] | None = None
    key_file: (
        Annotated[str, constrain("the path of a file that holds the secret and nothing else", "Read by you alone")]
        | None
    ) = None
    key_command: (
        Annotated[
            tuple[Text, ...],
            command_words('["pass", "show", "my-key"]', "Prints the secret"),
        ]
        | None
    ) = None
    allow_private: (
        Annotated[bool, switch("Allow a host name that leads to this machine or into a private network")] | None
    ) = None
