"""The configuration that `config init` writes: the built-in default, with comments that teach the rest."""

from typing import Final

TEMPLATE: Final = """\
# bigboard: what to watch, and how it looks.
#
# A line that begins with # is a comment. Check your changes with:  bigboard config check
# Every key, with its default, stands here once; what is commented out is not set.

# Your own trading hours and holidays, laid over the built-in ones of the Pakistan Stock Exchange. A relative path
# starts at this file. Such a file looks like this:
#
#   [PSX]
#   [[PSX.days]]
#   date = 2027-03-09
#   holiday = "Eid-ul-Fitr"
#   [[PSX.days]]
#   date = 2027-03-12
#   hours = "usual"         # a day that trades after all
#
# calendar = "hours.toml"

# How much the log keeps: "debug", "info", "warning" or "error". `bigboard doctor` says where it is.
# log_level = "info"

[board]
theme = "dark"              # "dark" or "light"
flash = true                # a changed figure lights up for a moment

# One [[sources]] table for each page or feed. Where two tell of the same instrument, the first one here that is
# fresh is shown. `bigboard sources` lists the kinds there are and how often each may be asked.
[[sources]]
name = "br"                 # shown on the board; short, and each one different
kind = "brecorder"          # what reads it
url = "https://www.brecorder.com/"
every = "15s"               # how often to ask: s, m or h
market = "PSX"              # the market its symbols belong to

# A second one, with everything that can be said of a source:
#
# [[sources]]
# name = "copy"
# kind = "brecorder"
# url = "http://127.0.0.1:8080/ticker.txt"
# every = "1m"
# market = "PSX"
# allow_private = true
# user_agent = "bigboard (you@example.org)"
# headers = { X-API-Key = "..." }
#
# `allow_private` lets it lie on this machine or a private network. Headers go to that host only; keep this file
# to yourself if it holds a secret: chmod 600.

# Other keys for the board, by the name of what they do; press ? on the board to see the names.
# [keys]
# app.quit = "ctrl+q"
# app.help = "f1"
"""
