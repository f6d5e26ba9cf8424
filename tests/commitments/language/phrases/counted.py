"""What the wordings counted in real texts become, in their order there, for the meeting of `outcome`.

The wordings themselves stand outside the project; "4 x" is four alike in a row.
"""

OUTCOMES = """
# a day with its year
fixed ..2012-12-01
fixed ..2020-12-31
# on a day with its year
fixed 1989-06-20..1989-06-20
fixed 2024-05-31..2024-05-31
fixed 2021-09-29..2021-09-29
fixed 2022-05-12..2022-05-12
# a month with its year
fixed 2022-11-01..2022-11-30
fixed 2023-11-01..2023-11-30
fixed 2023-05-01..2023-05-31
fixed 2023-06-01..2023-06-30
# a month without a year
relative 2026-05-01..2026-05-31
relative 2026-10-01..2026-10-31
relative 2026-06-01..2026-06-30
relative 2026-11-01..2026-11-30
# the end of a year by its number
fixed ..2022-12-31
fixed ..2024-12-31
fixed ..2023-12-31
fixed ..2021-12-31
# the end of the year
4 x relative ..2026-12-31
# by a year
fixed ..2030-12-31
fixed ..2050-12-31
fixed ..2024-12-31
fixed ..2027-12-31
# no later than
2 x none, review 90, ask incomplete
# in a year
fixed 2023-01-01..2023-12-31
fixed 2022-01-01..2022-12-31
fixed 2024-01-01..2024-12-31
fixed 2021-01-01..2021-12-31
# a half or a quarter
fixed 2022-01-01..2022-06-30
fixed 2022-01-01..2022-03-31
fixed 2023-07-01..2023-09-30
fixed 2023-07-01..2023-12-31
# early, mid, late
approximate 2023-01-01..2023-04-30
approximate 2024-01-01..2024-04-30
approximate 2022-01-01..2022-04-30
approximate 2023-05-01..2023-08-31
# a season
4 x approximate, review 90, ask season
# within a length of time
relative ..2026-06-12
relative ..2026-04-04
relative ..2029-03-04
relative ..2026-05-04
# within a year, within the year
relative ..2026-04-04
# over the next so many
approximate 2026-03-04..2026-06-04
relative 2026-03-04..2031-03-04
approximate 2026-03-04..2026-06-04
approximate 2026-03-04..2026-04-15
# over so many years, ahead or past
none, review 90, ask past
relative 2026-03-04..2031-03-04
relative 2026-03-04..2029-03-04
relative 2026-03-04..2028-03-04
# the coming days, weeks, months, years
approximate 2026-03-04..2026-06-04
approximate 2026-03-04..2026-04-15
approximate, review 90, ask years
approximate 2026-03-04..2026-03-18
# later this
relative 2026-03-04..2026-12-31
relative 2026-03-04..2026-03-06
approximate, review 90, ask season
relative 2026-03-04..2026-03-31
# this
relative 2026-03-04..2026-12-31
relative 2026-03-04..2026-03-06
relative 2026-03-04..2026-03-31
# next
relative 2027-01-01..2027-12-31
relative 2026-03-09..2026-03-13
relative 2026-04-01..2026-04-30
# soon
3 x open, review 90
# as soon as possible
4 x open, review 30
# at once
4 x open, review 30
# in due course, at a convenient time
4 x open, review 90
# ahead of an event
2 x event before, review 90, ask which_event
2 x event before, review 90
# at a summit
4 x event at, review 90
# at the next meeting
2 x event at, review 90
2 x event by, review 90
# the next meeting itself
4 x event at, review 90
# annually
4 x recurring P1Y 2026-03-04..2027-03-04
# quarterly, monthly, biannual
recurring P1M 2026-03-04..2026-04-04
recurring, review 90, ask biannual
recurring P2Y 2026-03-04..2028-03-04
recurring P3M 2026-03-04..2026-06-04
# regularly
4 x recurring, review 90
# until a year
fixed ..2021-12-31
fixed ..2022-12-31
fixed ..2024-12-31
fixed ..2030-12-31
# a span of years
fixed 2021-01-01..2025-12-31
3 x fixed, review 90, ask span
# this decade
relative 2026-03-04..2029-12-31
fixed 2020-01-01..2029-12-31
relative ..2029-12-31
# a condition
2 x none, review 90, ask condition
event, review 90, ask condition
"""


def counted() -> dict[str, list[str]]:
    """Give the outcomes of each kind."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in OUTCOMES.strip().splitlines():
        if line.startswith("# "):
            kind = line[2:]
            found[kind] = []
            continue
        count, _, outcome = line.rpartition(" x ")
        found[kind] += [outcome] * int(count or 1)
    return found
