"""The tokenizer's own view of a tag: a quote delimits only right after `=`, so no part of a page can hide in one."""

from typing import Final

WHITE: Final = r"\t\n\f\r "
"""White space of markup, for a class of a regular expression."""

ATTRIBUTE: Final = (
    rf"[^{WHITE}/>][^{WHITE}/>=]*+"
    rf"(?:[{WHITE}]*+=[{WHITE}]*+(?:\"[^\"]*+\"|'[^']*+'|[^{WHITE}>\"'][^{WHITE}>]*+)?+)?+"
)
ATTRIBUTES: Final = rf"(?:[{WHITE}/]++|{ATTRIBUTE})*+"
"""All that may stand between the name of a tag and its end."""
