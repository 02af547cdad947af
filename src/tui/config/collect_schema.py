"""The keys of the `[collect]` table: their types, ranges, lengths and forms."""

from typing import Annotated, Final, Literal

import msgspec

from tui.config.schema_values import CaFile, Text, command_words, constrain
from tui.domain.instants import DURATION

MAX_SERVERS: Final = 10
NAME: Final = "[A-Za-z0-9_-]{1,32}"
"""The name of a board or of a division, which is part of the subjects."""

_NAME: Final = 'up to 32 letters, digits, - and _, such as "main"'
_SERVER: Final = 'an address such as "nats://host:4222" or "tls://host:4222"'
_SIZE: Final = r"[1-9][0-9]{0,5}\s?(MB|GB)"
_PATH: Final = r"[^\u0000]+"


class CollectModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[collect]` table: the NATS server by which one collector gives its events to many boards."""

    server: (
        Annotated[str, constrain(_SERVER, "The NATS server, or a list of those of one cluster")]
        | Annotated[tuple[Text, ...], constrain(f"a list of servers, each {_SERVER}", max_length=MAX_SERVERS)]
    ) = ""
    board: Annotated[str, constrain(_NAME, "Names the events of one collector on the server", pattern=NAME)] = "main"
    user: Annotated[str, constrain("a name", "Of the account; its key is a password", max_length=200)] | None = None
    key_env: Annotated[str, constrain("the name of an environment variable", "Holds the secret")] | None = None
    key_file: (
        Annotated[str, constrain("the path of a file that holds the secret and nothing else", "Read by you alone")]
        | None
    ) = None
    key_command: (
        Annotated[tuple[Text, ...], command_words('["pass", "show", "my-key"]', "Prints the secret")] | None
    ) = None
    creds_file: (
        Annotated[str, constrain("the path of a file of NATS credentials", "Read by you alone", pattern=_PATH)] | None
    ) = None
    nkey_file: (
        Annotated[str, constrain("the path of a file with the seed of an NKey", "Read by you alone", pattern=_PATH)]
        | None
    ) = None
    ca_file: CaFile | None = None
    tls: Annotated[
        Literal["auto", "on"],
        constrain('"auto" or "on"', "Whether the connection is encrypted; auto is as the server wants it"),
    ] = "auto"
    outbox_size: Annotated[
        str,
        constrain(
            'text such as "256 MB"',
            "What may wait on the disk while the server is away; the oldest goes",
            pattern=_SIZE,
        ),
    ] = "256 MB"
    keep: Annotated[
        str,
        constrain(
            'text such as "1d" or "12h"', "How long the server keeps events", pattern=f"{DURATION}|[1-9][0-9]{{0,2}}d"
        ),
    ] = "1d"
    max_size: Annotated[
        str,
        constrain(
            'text such as "1 GB"', "The size of the events on the server beyond which the oldest go", pattern=_SIZE
        ),
    ] = "1 GB"
    sources: (
        Annotated[
            tuple[Text, ...],
            constrain("a list of names of sources", "Those that this collector polls; without it all", min_length=1),
        ]
        | None
    ) = None
    group: (
        Annotated[
            str, constrain(_NAME, "Names the part of the sources; of its collectors one polls at a time", pattern=NAME)
        ]
        | None
    ) = None
    lease: Annotated[
        str,
        constrain(
            'text from "3s" to "60s", such as "6s"',
            "How long after a collector fell silent another may take over",
            pattern="([3-9]|[1-5][0-9]|60)s",
        ),
    ] = "6s"
