import io
from typing import TextIO

from tests.kit.marks import for_each
from tui.cli.output import print_lines, supports_color


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@for_each(
    ("stream", "environ", "coloured"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colour_is_for_terminals_whose_owner_wants_it(stream: TextIO, environ: dict[str, str], coloured: bool) -> None:
    assert supports_color(stream, environ) is coloured


@for_each(("encoding", "shown"), [("utf-8", "▲ +1 – £ …"), ("latin-1", "^ +1 - £ ."), ("ascii", "^ +1 - ? .")])
def test_signs_become_plain_where_the_other_side_cannot_read_them(encoding: str, shown: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    print_lines(["▲ +1 – £ …"], stream)
    assert raw.getvalue().decode(encoding) == f"{shown}\n"
