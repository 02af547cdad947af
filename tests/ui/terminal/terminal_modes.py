"""A model of a terminal's modes: which are set after all that it was sent."""

import re

_INITIAL = {7: True, 25: True}
"""The modes that are set at first: lines that wrap, and the cursor."""
_CODE = re.compile(rb"\x1b\[(\?[0-9;]+[hl]|>[0-9]*u|<[0-9]*u|=[0-9;]*u)|\x1bc")
_ALTERNATE = (47, 1047, 1049)


def changed_modes(sent: bytes) -> list[str]:
    """Return the modes that are not as they were at first; none if the terminal was restored."""
    modes: dict[int, bool] = {}
    keyboards: dict[bool, list[bytes]] = {False: [], True: []}
    for match in _CODE.finditer(sent):
        code = match[1] or b""
        stack = keyboards[any(modes.get(mode, False) for mode in _ALTERNATE)]
        if code.startswith(b"?"):
            modes.update({int(mode): code.endswith(b"h") for mode in code[1:-1].split(b";")})
        elif code.startswith(b">"):
            stack.append(code)
        elif code.startswith(b"<"):
            del stack[max(0, len(stack) - int(code[1:-1] or 1)) :]
        elif code.startswith(b"="):
            stack[-1:] = [code]
    changed = [f"?{mode}" for mode, is_set in sorted(modes.items()) if is_set != _INITIAL.get(mode, False)]
    for is_alternate, stack in keyboards.items():
        changed += [f"{code.decode()} on the {'alternate' if is_alternate else 'main'} screen" for code in stack]
    return changed


def keyboard_depth(sent: bytes) -> int:
    """Return how many keyboard modes are on the stacks."""
    return sum("u on the" in mode for mode in changed_modes(sent))
