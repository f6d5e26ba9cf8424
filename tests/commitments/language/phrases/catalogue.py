"""Every way of saying when that texts of meetings use, in three languages, and what each becomes.

For a meeting on 4 March 2026, owed in Seoul to Phnom Penh; how a result is written stands in `outcome`.
"""

from typing import NamedTuple


class Said(NamedTuple):
    """A wording of one kind, in a language, and what it becomes."""

    kind: str
    language: str
    wording: str
    outcome: str


WAYS = """
# a day with its year
en | by 1 October 2027 | fixed ..2027-10-01
en | before March 1, 2027 | fixed ..2027-02-28
ko | 2027년 10월 1일까지 | fixed ..2027-10-01
ko | 2027년 3월 1일 전까지 | fixed ..2027-02-28
ko | 2027년 3월 1일 이전까지 | fixed, review 90, ask inclusive
fr | d'ici le 1er octobre 2027 | fixed ..2027-10-01
fr | au plus tard le 1er octobre 2027 | fixed ..2027-10-01
fr | avant le 1er mars 2027 | fixed ..2027-02-28
# on a day with its year
en | on 20 May 2027; on May 20, 2027 | fixed 2027-05-20..2027-05-20
en | on 9 July 1991 | fixed 1991-07-09..1991-07-09
ko | 2027년 5월 20일; 2027년 5월 20일에 | fixed 2027-05-20..2027-05-20
ko | 1991년 7월 9일에 | fixed 1991-07-09..1991-07-09
fr | le 20 mai 2027 | fixed 2027-05-20..2027-05-20
fr | le 9 juillet 1991 | fixed 1991-07-09..1991-07-09
# a month with its year
en | in November 2026 | fixed 2026-11-01..2026-11-30
en | by May 2027 | fixed ..2027-05-31
ko | 2026년 11월에; 2026년 11월 중 | fixed 2026-11-01..2026-11-30
ko | 2027년 5월까지 | fixed ..2027-05-31
fr | en novembre 2026 | fixed 2026-11-01..2026-11-30
fr | d'ici mai 2027 | fixed ..2027-05-31
# a month without a year
en | in May | relative 2026-05-01..2026-05-31
en | in February | relative 2027-02-01..2027-02-28
en | in March | relative, review 90, ask same_month
ko | 5월에 | relative 2026-05-01..2026-05-31
ko | 2월 중 | relative 2027-02-01..2027-02-28
ko | 3월에 | relative, review 90, ask same_month
fr | en mai | relative 2026-05-01..2026-05-31
fr | au mois de février | relative 2027-02-01..2027-02-28
fr | en mars | relative, review 90, ask same_month
# the end of a year by its number
en | by the end of 2027 | fixed ..2027-12-31
ko | 2027년 말까지; 2027년 연말까지 | fixed ..2027-12-31
fr | d'ici fin 2027; d'ici à la fin de l'année 2027 | fixed ..2027-12-31
fr | avant fin 2027 | fixed ..2027-12-31
# the end of the year
en | by the end of the year; before the end of this year | relative ..2026-12-31
en | by year-end | relative ..2026-12-31
ko | 연말까지; 올해 말까지 | relative ..2026-12-31
ko | 금년 내 | relative 2026-03-04..2026-12-31
fr | d'ici la fin de l'année; avant la fin de cette année | relative ..2026-12-31
fr | d'ici fin d'année | relative ..2026-12-31
# by a year
en | by 2030 | fixed ..2030-12-31
en | by 2050 | fixed ..2050-12-31
ko | 2030년까지 | fixed ..2030-12-31
ko | 2050년까지 | fixed ..2050-12-31
fr | d'ici 2030 | fixed ..2030-12-31
fr | d'ici à 2050 | fixed ..2050-12-31
fr | à l'horizon 2030 | approximate, review 90, ask about
# no later than
en | no later than; at the latest | none, review 90, ask incomplete
en | no later than 2030 | fixed ..2030-12-31
ko | 늦어도 | none, review 90, ask incomplete
ko | 늦어도 2030년까지 | fixed ..2030-12-31
fr | au plus tard | none, review 90, ask incomplete
fr | au plus tard en 2030 | fixed ..2030-12-31
# in a year
en | in 2027; during 2027 | fixed 2027-01-01..2027-12-31
ko | 2027년에; 2027년 중 | fixed 2027-01-01..2027-12-31
fr | en 2027; au cours de l'année 2027 | fixed 2027-01-01..2027-12-31
# a half or a quarter
en | first half of 2027 | fixed 2027-01-01..2027-06-30
en | third quarter of 2027 | fixed 2027-07-01..2027-09-30
en | the second half | relative, review 90, ask year
ko | 2027년 상반기 | fixed 2027-01-01..2027-06-30
ko | 2027년 3분기; 2027년 3/4분기 | fixed 2027-07-01..2027-09-30
ko | 하반기 | relative, review 90, ask year
fr | premier semestre 2027 | fixed 2027-01-01..2027-06-30
fr | au troisième trimestre 2027; T3 2027 | fixed 2027-07-01..2027-09-30
fr | au second semestre | relative, review 90, ask year
# early, mid, late
en | early 2027 | approximate 2027-01-01..2027-04-30
en | mid-2027 | approximate 2027-05-01..2027-08-31
en | late 2027 | approximate 2027-09-01..2027-12-31
ko | 2027년 초 | approximate 2027-01-01..2027-04-30
ko | 2027년 중반 | approximate 2027-05-01..2027-08-31
ko | 2027년 말 | approximate 2027-09-01..2027-12-31
ko | 2027년 후반 | approximate, review 90, ask part
fr | début 2027 | approximate 2027-01-01..2027-04-30
fr | mi-2027; à la mi-2027 | approximate 2027-05-01..2027-08-31
fr | fin 2027 | approximate 2027-09-01..2027-12-31
# a season
en | this autumn; next spring; the summer | approximate, review 90, ask season
ko | 올 가을; 내년 봄; 여름에 | approximate, review 90, ask season
fr | cet automne; au printemps prochain; l'été | approximate, review 90, ask season
# within a length of time
en | within 60 days | relative ..2026-05-03
en | within a month | relative ..2026-04-04
en | within two years | relative ..2028-03-04
ko | 60일 이내 | relative ..2026-05-03
ko | 한 달 이내 | relative ..2026-04-04
ko | 2년 안에 | relative ..2028-03-04
fr | dans les 60 jours | relative ..2026-05-03
fr | sous un mois | relative ..2026-04-04
fr | dans un délai de deux ans | relative ..2028-03-04
fr | d'ici un mois | relative ..2026-04-04
# within a year, within the year
en | within a year | relative ..2027-03-04
en | within the year | relative 2026-03-04..2026-12-31
ko | 1년 이내 | relative ..2027-03-04
ko | 연내 | relative 2026-03-04..2026-12-31
fr | dans un an | relative ..2027-03-04
fr | dans l'année; dans le courant de l'année | relative 2026-03-04..2026-12-31
# over the next so many
en | over the next five years | relative 2026-03-04..2031-03-04
en | in the next six months; next six months | relative 2026-03-04..2026-09-04
ko | 향후 5년간 | relative 2026-03-04..2031-03-04
ko | 앞으로 6개월 동안 | relative 2026-03-04..2026-09-04
ko | 향후 몇 달간 | approximate, review 90, ask few
fr | au cours des cinq prochaines années | relative 2026-03-04..2031-03-04
fr | dans les six prochains mois | relative 2026-03-04..2026-09-04
# over so many years, ahead or past
en | over four years | relative 2026-03-04..2030-03-04
en | over the last three years | none, review 90, ask past
ko | 4년간; 4년에 걸쳐 | relative 2026-03-04..2030-03-04
ko | 지난 3년간 | none, review 90, ask past
fr | sur quatre ans | relative 2026-03-04..2030-03-04
fr | au cours des trois dernières années | none, review 90, ask past
# the coming days, weeks, months, years
en | coming days | approximate 2026-03-04..2026-03-18
en | coming weeks | approximate 2026-03-04..2026-04-15
en | in the coming months | approximate 2026-03-04..2026-06-04
en | coming years | approximate, review 90, ask years
ko | 향후 수일 내; 향후 수주; 향후 수개월간; 향후 몇 년간 | approximate, review 90, ask few
fr | les prochains jours | approximate 2026-03-04..2026-03-18
fr | dans les prochaines semaines | approximate 2026-03-04..2026-04-15
fr | dans les mois à venir | approximate 2026-03-04..2026-06-04
fr | les prochaines années | approximate, review 90, ask years
# later this
en | later this year | relative 2026-03-04..2026-12-31
en | later this month | relative 2026-03-04..2026-03-31
en | later this week | relative 2026-03-04..2026-03-06
en | later this spring | approximate, review 90, ask season
ko | 올해 중 | relative 2026-03-04..2026-12-31
ko | 이번 달 중 | relative 2026-03-04..2026-03-31
ko | 올해 후반 | approximate, review 90, ask part
fr | plus tard cette année; plus tard dans l'année | relative 2026-03-04..2026-12-31
fr | plus tard ce mois-ci | relative 2026-03-04..2026-03-31
# this
en | this year | relative 2026-03-04..2026-12-31
en | this month | relative 2026-03-04..2026-03-31
en | this week | relative 2026-03-04..2026-03-06
ko | 올해 | relative 2026-03-04..2026-12-31
ko | 이번 달 | relative 2026-03-04..2026-03-31
ko | 이번 주 | relative 2026-03-04..2026-03-06
fr | cette année | relative 2026-03-04..2026-12-31
fr | ce mois-ci | relative 2026-03-04..2026-03-31
fr | cette semaine | relative 2026-03-04..2026-03-06
# next
en | next year | relative 2027-01-01..2027-12-31
en | next month | relative 2026-04-01..2026-04-30
en | next week | relative 2026-03-09..2026-03-13
ko | 내년 | relative 2027-01-01..2027-12-31
ko | 다음 달 | relative 2026-04-01..2026-04-30
ko | 다음 주 | relative 2026-03-09..2026-03-13
fr | l'année prochaine | relative 2027-01-01..2027-12-31
fr | le mois prochain | relative 2026-04-01..2026-04-30
fr | la semaine prochaine | relative 2026-03-09..2026-03-13
# soon
en | soon; shortly; in the near future | open, review 90
ko | 곧; 조만간; 가까운 시일 내에 | open, review 90
fr | bientôt; sous peu; dans un proche avenir | open, review 90
# as soon as possible
en | as soon as possible; at the earliest possible date | open, review 30
ko | 가능한 한 빨리; 최대한 조속한 시일 내에 | open, review 30
fr | dès que possible; à la date la plus rapprochée possible | open, review 30
# at once
en | promptly; without delay; immediately | open, review 30
ko | 즉시; 지체 없이; 신속히 | open, review 30
fr | sans délai; promptement; immédiatement | open, review 30
# in due course, at a convenient time
en | in due course; in a timely manner | open, review 90
en | at a mutually convenient time | open, review 90
ko | 적절한 시기에; 적시에; 상호 편리한 시기에 | open, review 90
fr | en temps voulu; à un moment mutuellement convenable | open, review 90
fr | à une date qui conviendra aux deux parties | open, review 90
# ahead of an event
en | ahead of the next summit | event before, review 90
en | in the lead-up to the anniversary | event before, review 90
en | in advance of the next | event before, review 90, ask which_event
en | in the run-up to Canberra | event before, review 90, ask which_event
ko | 차기 정상회의에 앞서; 수교 50주년을 앞두고 | event before, review 90
ko | 대선 전까지 | event before, review 90, ask which_event
fr | avant le prochain sommet; en amont du G20 | event before, review 90
fr | en vue du cinquantième anniversaire | event before, review 90
fr | avant la prochaine | event before, review 90, ask which_event
# at a summit
en | at the G20 | event at, review 90
en | by COP31 | event by, review 90
en | for the APEC summit | event at, review 90
ko | G20 정상회의 계기에; COP31에서 | event at, review 90
ko | APEC 정상회의까지 | event by, review 90
fr | au G20; à la COP31; lors du sommet | event at, review 90
# at the next meeting
en | at the next meeting | event at, review 90
en | by our next meeting | event by, review 90
en | at this meeting | event at, review 90, ask which_meeting
ko | 차기 회의에서 | event at, review 90
ko | 다음 회의까지 | event by, review 90
ko | 이번 회의에서 | event at, review 90, ask which_meeting
fr | lors de la prochaine réunion | event at, review 90
fr | d'ici notre prochaine réunion | event by, review 90
fr | lors de cette réunion | event at, review 90, ask which_meeting
# the next meeting itself
en | next meeting; next round of talks | event at, review 90
ko | 차기 회의; 다음 정상회담 | event at, review 90
fr | prochaine réunion; prochain dialogue | event at, review 90
# annually
en | annually; every year; per year | recurring P1Y 2026-03-04..2027-03-04
en | by 1 November each year | recurring P1Y ..2026-11-01
ko | 매년; 연 1회; 해마다 | recurring P1Y 2026-03-04..2027-03-04
ko | 매년 11월 1일까지 | recurring P1Y ..2026-11-01
fr | chaque année; annuellement; par an | recurring P1Y 2026-03-04..2027-03-04
fr | avant le 1er novembre de chaque année | recurring P1Y ..2026-10-31
# quarterly, monthly, biannual
en | quarterly | recurring P3M 2026-03-04..2026-06-04
en | monthly | recurring P1M 2026-03-04..2026-04-04
en | biennial | recurring P2Y 2026-03-04..2028-03-04
en | semi-annually | recurring P6M 2026-03-04..2026-09-04
en | biannual | recurring, review 90, ask biannual
ko | 분기별로 | recurring P3M 2026-03-04..2026-06-04
ko | 매월 | recurring P1M 2026-03-04..2026-04-04
ko | 매월 첫째 주 수요일 | recurring P1M 2026-03-04..2026-04-04
en | every second Thursday | recurring P2W 2026-03-04..2026-03-18
en | on the first Monday of each month | recurring P1M 2026-03-04..2026-04-04
fr | un jeudi sur deux | recurring P2W 2026-03-04..2026-03-18
ko | 격년 | recurring P2Y 2026-03-04..2028-03-04
ko | 반기별로 | recurring P6M 2026-03-04..2026-09-04
ko | 매주 | recurring P1W 2026-03-04..2026-03-11
fr | trimestriel | recurring P3M 2026-03-04..2026-06-04
fr | mensuel | recurring P1M 2026-03-04..2026-04-04
fr | biennal | recurring P2Y 2026-03-04..2028-03-04
fr | semestriel | recurring P6M 2026-03-04..2026-09-04
fr | biannuel | recurring, review 90, ask biannual
# regularly
en | regularly; on a regular basis; periodically | recurring, review 90
ko | 정기적으로; 정례적; 주기적으로 | recurring, review 90
fr | régulièrement; sur une base régulière; périodiquement | recurring, review 90
# until a year
en | until 2030; to 2030; through 2030 | fixed ..2030-12-31
ko | 2030년까지 | fixed ..2030-12-31
fr | jusqu'en 2030; jusqu'à 2030 | fixed ..2030-12-31
# a span of years
en | 2026-2030 | fixed 2026-01-01..2030-12-31
en | 2026-2027; 2027-28 | fixed, review 90, ask span
ko | 2026-2030년 | fixed 2026-01-01..2030-12-31
ko | 2026~2027년; 2027-28년 | fixed, review 90, ask span
fr | 2026-2030; pour la période 2026-2030 | fixed 2026-01-01..2030-12-31
fr | 2026-2027 | fixed, review 90, ask span
# this decade
en | this decade | relative 2026-03-04..2029-12-31
en | in the 2030s | fixed 2030-01-01..2039-12-31
en | end of the decade | relative ..2029-12-31
ko | 2030년대 | fixed 2030-01-01..2039-12-31
ko | 2030년대 말까지 | fixed ..2039-12-31
ko | 이번 10년 | relative, review 90, ask next
fr | cette décennie | relative 2026-03-04..2029-12-31
fr | dans les années 2030 | fixed 2030-01-01..2039-12-31
fr | fin de la décennie | relative ..2029-12-31
# a condition
en | subject to ratification | none, review 90, ask condition
en | once ratified; upon entry into force | event, review 90, ask condition
en | following the completion | event, review 90, ask condition
ko | 비준을 조건으로; 비준되면; 발효 시 | none, review 90, ask condition
ko | 발효 후; 연구 완료 후 | event, review 90, ask condition
fr | sous réserve de ratification | none, review 90, ask condition
fr | une fois ratifié; dès l'entrée en vigueur | event, review 90, ask condition
fr | après l'achèvement | event, review 90, ask condition
"""


def ways() -> list[Said]:
    """Read the table: a kind after "#", then "language | wordings | outcome"."""
    found, kind = [], ""
    for line in WAYS.strip().splitlines():
        if line.startswith("# "):
            kind = line[2:]
            continue
        language, wordings, outcome = line.split(" | ")
        found += [Said(kind, language, wording, outcome) for wording in wordings.split("; ")]
    return found
