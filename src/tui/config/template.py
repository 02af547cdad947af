"""The configuration that `config init` writes: the built-in default, with comments that explain the rest."""

from typing import Final

CONFIG_TEMPLATE: Final = """\
# bigboard: what to watch, and how it looks.
#
# A line that begins with # is a comment. Check your changes with:  bigboard config check
# An editor checks and completes this file by the JSON Schema that `bigboard config schema` prints.
# Every option is here once, with its default; one that is commented out is not set.

# Your own trading hours and holidays, merged over the built-in ones by market: PSX, US, LSE, XETRA, EPA, AMS, BRUSSELS,
# LISBON, MILAN, BME, SIX, TSE, HKEX, SSE, SZSE, NSE, BSE, ASX, TSX, TADAWUL, B3, KRX, KOSDAQ, TWSE, TPEX, SGX, FX and
# CRYPTO.
# A relative path starts at this file. Such a file looks like this:
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

# How much is logged: "debug", "info", "warning" or "error". `bigboard doctor` says where it is.
# log_level = "info"

[board]
theme = "dark"              # T lists them: light, ember, paper, contrast-dark ...; or your themes/NAME.toml beside this
up = "green"                # the colour of a rise: "green" or "red"
# tabs = ["All", "Banks", "Mine"]  # the tabs to show, in order; without it all there are
flash = true                # a changed figure lights up for a moment
mouse = true                # false leaves it to the terminal's own selection of text
# flush = "0.25s"           # how often changes are painted, "0.1s" to "10s"; over ssh half as often unless set here
disagree = "1%"             # sources that differ by more than this on one instrument are flagged on its row
# indices = ["KSE100", "INDEX:^GSPC"]   # shown first, in this order; "+6 more" says how many have no room
indices_rotate = false      # true has those without room take turns
idle_after = "30m"          # without a key for so long, sources are polled more rarely; "never" is never
# figures = "short"         # volumes and other large figures: "short" is 12.3M, "crore" 1.23 crore, "full" 12,345,678
# drop_columns = ["range", "trend"]  # columns that leave first where there is no room, in this order
# currency = "PKR"          # to express positions in, by the rates on the board; without it that of the instruments

# Tabs: named views of the market, beside the built-in ones (All, one for each market, Mine). An instrument is in a tab
# that matches every key which is set. A list is in the order of its lines; "# Banks" is a title in it. One with the
# name of a built-in tab takes its place; without any condition it changes only the columns and the sort of that.
#
# [[tabs]]
# name = "Banks"
# list = "Banks"            # a name under [lists], or the path of a text file with one symbol a line
# markets = ["PSX"]
# kinds = ["share"]         # share, index, fund, currency, coin, future, rate
# sources = ["br", "yahoo"]
# filter = "bank"           # as it is typed after /
# columns = ["symbol", "name:24", "last"]   # instead of those that have room; :24 is a width. c chooses them
# sort = "percent"          # a column, or "list" for the order of the list
# reverse = false
#
# [[tabs]]
# name = "Three"
# symbols = ["PSX:OGDC", "HBL", "CRYPTO:BTC"]

# Lists of instruments. The program writes them: m marks a row for Mine, + adds to the list shown, - takes out, J and K
# move. What is in Pinned stands first in every tab it is in.
# [lists]
# Mine = ["PSX:OGDC"]
# Pinned = ["PSX:HBL"]
# Banks = ["# Large", "PSX:HBL", "PSX:MCB", "# Small", "PSX:BOP"]

# What you own, one table a lot: columns, totals and a tab of their own, which $ hides. A short sale is negative.
# [[positions]]
# symbol = "PSX:OGDC"
# quantity = 500
# price = 101.25            # paid for one
# currency = "PKR"          # of the price; without it that of the quote
# date = 2026-11-28         # when you bought it

# What rings: by a toast, on the bottom line, on the tape, and by the bell. ! on a row makes a rule, L lists them all.
# Conditions are those of filters, and what looks back.
# [[alerts]]
# when = "last > 150"       # or "move(5m) > 2", "new_high(20d)", "failing(any, 5m)", "headline(dividend)"
# name = "OGDC through 150"
# on = "OGDC"               # or a list, "tab:Banks", "market:PSX"; without it all
# repeat = "each"           # each time that it begins to hold; "daily" is usual for figures; "once"
# margin = "0.5%"           # how far back it must go beyond its line before it can ring again
# cool_down = "10m"         # silent for so long after it rang
# session = false           # outside trading hours too
# days = ["mon", "fri"]
# hours = "09:30-15:30"     # by the clock of this machine
# doubtful = true           # flagged and stale figures too
# bell = true
# ways = ["phone"]          # told by these ways out; without it by all of them, [] is none
# enabled = false

# How alerts are told off the board: `bigboard alerts test` tells a test by each. Nothing is sent without such a table.
# [[alert_ways]]
# name = "phone"
# kind = "ntfy"             # "webhook" sends JSON, "mail", "command", "desktop" (notify-send, osascript), "terminal"
# url = "https://ntfy.sh/my-topic"     # of a webhook or of ntfy; {key} in it is replaced by the secret
# key_env = "NTFY_TOKEN"    # or key_file, key_command: the secret, never written here
# allow_private = true      # a host name that leads into a private network
# every = "30s"             # the least time between two notices; what rings meanwhile is told as one
# quiet = "22:00-07:00"     # nothing is told; what rings then is told afterwards as one notice
# enabled = false
# [[alert_ways]]
# name = "mail"
# kind = "mail"
# server = "smtp.example.org"          # with a port, such as :465, where it is another than 587
# tls = "starttls"          # or "tls" from the first byte, usual at 465; or "none"
# user = "me@example.org"
# key_env = "MAIL_PASSWORD" # or key_file, key_command
# sender = "me@example.org"
# to = ["me@example.org"]
# [[alert_ways]]
# name = "lamp"
# kind = "command"
# command = ["blink", "--red"]         # no shell; BIGBOARD_... in its environment, JSON on its standard input
# time_limit = "10s"
# [[alert_ways]]
# name = "here"
# kind = "terminal"
# form = "auto"             # or "osc9", "osc777", "osc99", where the terminal is not known

# How sources are reached. Without this, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY decide, and SSL_CERT_FILE or
# REQUESTS_CA_BUNDLE names authorities. A proxy that wants a password is named there, never here. A proxy resolves the
# names of hosts: whether they lead into a private network cannot be checked then.
[network]
# proxy = "http://proxy.example:3128"  # or "none" for direct connections; a source may have its own
# no_proxy = [".corp.example", "10.0.0.0/8"]
# ca_file = "corp.pem"      # authorities that are trusted besides the usual ones; a source may have its own

# What was seen is kept: every change for so many days, prices by the minute for two years, by the day for ever.
# `bigboard history` prints it.
[history]
# keep = "90d"              # "off" keeps nothing
# max_size = "2GB"          # beyond it the oldest goes
# file = "history.db"       # beside this file; without this it is in the state folder
fill = true                 # sources that know it are asked, once and slowly, for the time before they were polled

# One collector, many boards: one program publishes what it polls to a NATS server with JetStream, and boards that are
# started with --from show it. No secret is written here.
# [collect]
# server = "nats://host:4222"          # tls://host:4222 is encrypted; a list for the servers of one cluster
# board = "main"            # names the events of this collector on the server
# user = "desk"             # with its password by one of the next; without a user that is a token
# key_env = "NATS_SECRET"   # or key_file, key_command
# # creds_file = "desk.creds"          # in their place: NATS credentials; chmod 600
# # nkey_file = "desk.nk"             # or the seed of an NKey; chmod 600
# ca_file = "corp.pem"      # authorities that are trusted besides the usual ones
# tls = "auto"              # encrypted as the server wants it; "on" sends nothing without
# outbox_size = "256 MB"    # what may wait on the disk while the server is away; beyond it the oldest goes
# keep = "1d"               # how long the server keeps events
# max_size = "1 GB"         # beyond which the oldest go there
# sources = ["br", "yahoo"] # that this collector polls; without it all
# group = "asia"            # names that part of the sources: of its collectors one polls at a time
# lease = "6s"              # after which another one takes over from one that fell silent, "3s" to "60s"

# Articles: how many are kept in memory, and which stand out in the list of headlines.
[news]
# capacity = 2000           # of all sources together, from the next start on; each source has room for 20 at least
# highlight = ["dividend", "KSE-100"]  # articles with one of these words stand out
# hide = ["horoscope"]      # those with one of these are not listed
# aliases = ["OGDC = Oil & Gas Development"]  # other names by which articles may mention an instrument
ring = false                # true rings the terminal's bell for a new one that stands out
# width = 76                # cells of a line of an article
# right_to_left = "board"   # where the terminal does not put Urdu and Arabic into the order in which they are read
# browser = "tmux new-window w3m %u"   # opens links at once, without a shell; %u is the link
# save_to = "~/articles"    # where `S` saves articles; without this in bigboard-articles in your home folder

# Where the article is in the pages of a site that is read wrongly; `bigboard read URL --explain` shows what was taken.
# [[pages]]
# host = "daily.example"    # its subdomains too
# article = ".story-text"   # a CSS selector of the element with the text, or of several
# drop = [".box", "aside"]  # elements that are none of it

# One [[sources]] table for each page, feed or provider, in order of preference: where two give the same instrument,
# the first one here that is fresh is shown, and the next takes over when it is not. `bigboard sources` lists the kinds
# there are, how often each may be polled, and what each needs.

# The page with the ticker. Many clients get HTTP 403 from it; the sources below take over where yours does.
[[sources]]
name = "br"                 # shown on the board; short, and each one different
kind = "brecorder"          # what reads it
url = "https://www.brecorder.com/"
every = "15s"               # how often to poll: s, m or h; not below the kind's polite minimum
market = "PSX"              # the market its symbols belong to

[[sources]]
name = "news"
kind = "feed"               # RSS or Atom
url = "https://www.brecorder.com/feeds/latest-news"
every = "5m"
market = "PSX"             # whose hours it keeps: polled more rarely while that is closed

# Yahoo spells the shares of Karachi with .KA; they are the same rows as those of the page. There is no public API, and
# its terms are commonly understood as personal use only. It refuses some clients: user_agent below is yours to set.
[[sources]]
name = "yahoo"
kind = "yahoo"
every = "1m"
symbols = [
  "AGL.KA", "AIRLINK.KA", "BOP.KA", "CNERGY.KA", "DCL.KA", "DFML.KA", "DGKC.KA", "FCCL.KA", "FFBL.KA", "FFL.KA",
  "HUBC.KA", "HUMNL.KA", "KEL.KA", "KOSM.KA", "MLCF.KA", "NBP.KA", "OGDC.KA", "PAEL.KA", "PIBTL.KA", "PPL.KA",
  "PRL.KA", "PTC.KA", "SEARL.KA", "TELE.KA", "TOMCL.KA", "TPLP.KA", "TREET.KA", "TRG.KA", "UNITY.KA", "WTL.KA",
]

[[sources]]
name = "world"
kind = "yahoo"
every = "2m"
market = "INDEX"
symbols = ["^GSPC", "^IXIC", "^FTSE", "^N225", "^HSI", "^BSESN"]

[[sources]]
name = "fx"
kind = "frankfurter"        # reference rates, one a day
every = "1h"
symbols = ["USD/PKR"]

[[sources]]
name = "coins"
kind = "binance"
every = "30s"
symbols = ["BTCUSDT", "ETHUSDT"]

# Any table, CSV, JSON or XML on the web. `bigboard sources try URL` looks at an address and writes such lines for you.
#
# [[sources]]
# name = "rates"
# kind = "table"
# url = "https://rates.example.org/today.csv"
# every = "10m"
# market = "FX"
# symbols = { "US Dollar" = "FX:USDPKR", "Euro" = "FX:EURPKR" }
# [sources.table]
# format = "csv"            # "html", "csv", "json" or "xml"
# columns = { symbol = "Currency", price = "Selling", as_of = "Updated" }
# rows = ""                 # html, xml: a CSS selector of the table or its rows; json: a path such as "data.rows"
# previous_row = false      # true where there are rows of several days: the change is against the day before
# wide = false              # true where rows are days and columns instruments: columns = { as_of = "Date" } is all
# decimal_comma = false     # true where 1.234,50 is meant
# dates = ""                # of as_of, as strptime has it: "%d/%m/%Y %H:%M"; "" is ISO 8601 or seconds since 1970
# zone = "Asia/Karachi"     # of times that name none
# currency = "PKR"
# unit = 100                # where all prices are for 100
# index = false             # true where the rows are indices
# kind = "rate"             # what the rows are; futures and rates may be zero and less
# percent_as_fraction = false   # true where 0.05 is 5 %
#
# The fields a column may fill: symbol, name, price, change, percent, open, high, low, previous_close, volume, as_of,
# currency, unit and more, and sign, that of the change where it is in a cell of its own: +, -, an arrow, up, down.
# Each is named by its column's title or number; in html also by a CSS selector within the row ("td.last", or
# "td@data-value" for an attribute); in json by a dotted path ("quote.last"), "$key" or "$value"; in xml by
# "@attribute", "element" or "../@attribute". "=GOLD" is the text itself. symbol = ["Base", "Quote"] is both in one.

# A source that needs an API key, and the other options of a source. The API key itself is never in this file.
#
# [[sources]]
# name = "private"
# kind = "table"
# url = "http://quotes.lan:8080/quotes.json"
# every = "1m"
# key_env = "QUOTES_KEY"    # an environment variable; a source whose key is not there is off, and the others run; or:
# # key_file = "quotes.key" # a file of your own that no one else can read: chmod 600
# # key_command = ["pass", "show", "quotes"]
# allow_private = true      # for a host name that leads into a private network; 127.0.0.1 and the like need none
# user_agent = "bigboard (you@example.org)"
# headers = { X-Client = "me" }
# steady = true             # poll as often while the markets of its symbols are closed
# faster_than_polite = true # `every` may be below the kind's minimum: you state that its owner does not mind
# proxy = "none"            # as under [network], for this source alone
# past = { days = "http://quotes.lan:8080/{symbol}.csv", format = "csv", columns = { as_of = "Date", close = "Close" } }
#                           # prices from before it was polled; also minutes = "...", open, high, low, volume, dates and
#                           # zone. false asks for none, where a kind knows them by itself
# full_text = true          # of a feed that gives first words alone, the page of each new article is read as well
# i_have_permission = true  # for kinds that are off without their publisher's permission
# table = { format = "json", columns = { symbol = "s", price = "p" }, key_header = "X-API-Key" }
#                           # or key_parameter = "apikey", for a key that is part of the address

# Other keys for the board, by the name of the action; for a wrong name, `bigboard config check` lists the right ones.
# [keys]
# app.quit = ["Q", "ctrl+q"]
# app.help = "f1"
# app.health = "x h"        # one after another, within a second
"""
