"""What a tired officer types: shortened, in any case, with spaces and full stops; read, or asked clearly."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.language.phrases import parse_any
from tests.commitments.language.phrases.catalogue import ways
from tests.commitments.language.phrases.outcome import outcome

# Wordings, as typed, and what they become: see `outcome`.
TYPED = """
w/in 10 working days of mtg; within 10 wd; 10 wd; 10 wds; within 2 wks | none, review 90, ask shortened
within 3 mths; by COB | none, review 90, ask shortened
10 working days; two weeks; 10영업일; dix jours ouvrés | relative, review 90, ask length_alone
within 2-3 weeks; 2~3주 내; dans 2 ou 3 semaines | relative, review 90, ask range
within ten working days of the meeting, counting in Phnom Penh | relative ..2026-03-18
within 10 working days (Phnom Penh) | relative ..2026-03-18
within 10 working days of the meeting in both capitals | relative ..2026-03-18
within ten working days (both capitals) of the meeting | relative ..2026-03-18
ten working days after the meeting; in 10 working days; 회담 후 10영업일 이내 | relative ..2026-03-18
회담후 10 영업일 이내에; 회의일 기준 10근무일 이내 | relative ..2026-03-18
회의 후 10영업일(Phnom Penh 기준) 이내 | relative ..2026-03-18
dans les dix jours ouvrés suivant la réunion | relative ..2026-03-18
dans les dix jours ouvrés suivant la réunion, en comptant à Phnom Penh | relative ..2026-03-18
sous 10 jours ouvrés | relative ..2026-03-18
회의 후 10영업일 이내, 프놈펜 기준; within 10 working days in Paris | relative, review 90, ask capital
dans les dix jours ouvrables suivant la réunion | relative, review 90, ask ouvrables
not later than 10 days after the meeting | relative ..2026-03-14
2주 후까지; d'ici deux semaines | relative ..2026-03-18
by end-June; by end June; by end of June; 6월말까지; d'ici fin juin | relative ..2026-06-30
by end of June 2027; end-June 2027; 2027년 6월 말까지; d'ici fin juin 2027 | fixed ..2027-06-30
d'ici à fin juin 2027 | fixed ..2027-06-30
by the end of the year; by EOY; by year end; end of the year; 올해 연말까지 | relative ..2026-12-31
d'ici fin d'année | relative ..2026-12-31
by EOM; 이달 말까지; d'ici la fin du mois | relative ..2026-03-31
30/06/2026; 2026/6/30; 2026.6.30; 2026. 6. 30.; 30.06.2026; le 30/06/2026 | fixed 2026-06-30..2026-06-30
due 30 June 2026; deadline: 30 June 2026; 기한: 2026년 6월 30일 | fixed 2026-06-30..2026-06-30
échéance : 30 juin 2026 | fixed 2026-06-30..2026-06-30
by 30/06/2026; by COB 30 June 2026; by close of business on 30 June 2026 | fixed ..2026-06-30
due by 30 June 2026; by Tue 30 Jun 2026; 2026.6.30까지; 2026/06/30까지 | fixed ..2026-06-30
d'ici le 30/06/2026 | fixed ..2026-06-30
03/04/2026; by 03/04/2026; avant le 03/04/2026 | fixed, review 90, ask numeric_date
by 30/06; 6/30까지; 6.30까지 | relative, review 90, ask numeric_date
by 30/06/26; by 30 Jun 26; by 30 June '26; 2Q26; 26.6.30까지 | fixed, review 90, ask short_year
26년 6월까지; le 30/06/26 | fixed, review 90, ask short_year
by Wed 30 Jun 2026 | fixed, review 90, ask weekday
by Friday; by Fri; until this Friday; 금요일까지; 오는 금요일까지 | relative ..2026-03-06
d'ici vendredi; au plus tard vendredi; no later than Friday; 이번 주 금요일까지 | relative ..2026-03-06
before Friday; avant vendredi; 금요일 전까지 | relative ..2026-03-05
by Monday; d'ici lundi; 월요일까지 | relative ..2026-03-09
by Friday of next week; 다음 주 금요일까지; 내주 금요일까지 | relative ..2026-03-13
d'ici vendredi de la semaine prochaine | relative ..2026-03-13
by Wednesday; 수요일까지; d'ici mercredi | relative, review 90, ask same_weekday
by next Friday; on Friday; vendredi prochain; vendredi; 금요일 | relative, review 90, ask weekday_alone
D+30; D + 30; d+30; J+30; j + 30; J+30 jours; T+30 days; D+30 days; D+30일; D+30까지 | relative ..2026-04-03
by D+30; within D+30; d'ici J+30; au plus tard à J+30; T+30일 | relative ..2026-04-03
T + 2 weeks; D+2주; J+2 semaines | relative ..2026-03-18
D+10 working days; D+10 근무일; J+10 jours ouvrés | relative ..2026-03-18
D-30; J-30; T+30 | none, review 90, ask shortened
상반기 중 | relative 2026-01-01..2026-06-30
상반기까지; 상반기 말까지 | relative ..2026-06-30
하반기 중 | relative 2026-07-01..2026-12-31
하반기까지 | relative ..2026-12-31
다음 달 15일; 내달 15일에; on the 15th of next month; le 15 du mois prochain | relative 2026-04-15..2026-04-15
다음 달 15일까지; 내달 15일까지; 익월 15일까지 | relative ..2026-04-15
by the 15th of next month; by 15th next month | relative ..2026-04-15
d'ici le 15 du mois prochain; avant le 16 du mois prochain | relative ..2026-04-15
이달 20일까지; 이번 달 20일까지; by the 20th of this month; d'ici le 20 de ce mois | relative ..2026-03-20
다음 달 31일까지; d'ici le 31 du mois prochain | relative, review 90, ask no_such_date
last working day of May; on the last working day of May; 5월 마지막 근무일 | relative ..2026-05-29
by the last business day of May; le dernier jour ouvré de mai; 5월 마지막 근무일까지 | relative ..2026-05-29
last day of May; by the last day of May; le dernier jour de mai; 5월 마지막 날까지 | relative ..2026-05-31
by the last day of October 2026; le dernier jour d'octobre 2026; 2026년 10월 말일까지 | fixed ..2026-10-31
before this year is out; by the end of this year | relative ..2026-12-31
before 2026 is over | fixed ..2026-12-31
within six months of today's date; dans les six mois qui suivent la présente réunion | relative ..2026-09-04
no later than 30 days after our meeting of today; 금일부터 30일 이내 | relative ..2026-04-03
by the last working day of October 2026; 2026년 10월 마지막 근무일까지 | fixed ..2026-10-30
last working day of the month; 이달 마지막 영업일까지; le dernier jour ouvré du mois | relative ..2026-03-31
by the last working day of the year; au plus tard le dernier jour ouvré de l'année | relative ..2026-12-31
bimonthly; bi-monthly; bimensuel; bimestriel | recurring, review 90, ask bimonthly
bi-weekly; bihebdomadaire | recurring, review 90, ask biweekly
biannual; bi-yearly; bisannuel; biannuel | recurring, review 90, ask biannual
by 5pm on 30 June 2026; by 17:00; 6월 30일 18시까지; avant 18h | relative, review 90, ask hours
by Q2 2026; end of Q2 2026; by 2Q 2026; 2026년 2분기까지; d'ici fin juin 2026 | fixed ..2026-06-30
by Q2; by the second quarter; au 2e trimestre; 2분기까지 | relative, review 90, ask year
ASAP; a.s.a.p.; 조속히; dès que possible | open, review 30
tbd; TBC; n/a; -; to be agreed; 추후 협의; 미정; à déterminer | none, review 90
as soon as possible, and no later than 30 June 2026 | fixed ..2026-06-30
조속히, 늦어도 2026년 6월 30일까지 | fixed ..2026-06-30
dès que possible et au plus tard le 30 juin 2026 | fixed ..2026-06-30
before the third Joint Commission; prior to the 3rd JC; ahead of JC3 | event before, review 90
제3차 공동위원회 전까지; 제3차 공동위 이전 | event before, review 90
avant la troisième session de la Commission mixte | event before, review 90
avant la 3e commission mixte | event before, review 90
at least two weeks before the next summit; 차기 회의 10영업일 전까지 | event before, review 90
10 jours avant la prochaine session | event before, review 90
before tax; ahead of schedule; in the run-up to Canberra | event before, review 90, ask which_event
대선 전까지 | event before, review 90, ask which_event
avant la rentrée parlementaire | approximate, review 90, ask fiscal
within 30 days of completion of X | relative, review 90, ask anchor_named
within 30 days of completion of the feasibility study | relative, review 90, ask anchor_named
within 30 days of ratification | relative, review 90, ask anchor_named
within 30 days of the entry into force of the agreement | relative, review 90, ask anchor_named
within 30 days of approval by the National Assembly | relative, review 90, ask anchor_named
ten working days from receipt of the request | relative, review 90, ask anchor_named
within 30 days of the third Joint Commission | relative, review 90, ask anchor_named
within 30 days of the meetting; 비준 후 30일 이내 | relative, review 90, ask anchor_named
연구 완료 후 60일 이내 | relative, review 90, ask anchor_named
dans les 30 jours suivant la ratification | relative, review 90, ask anchor_named
within 60 days of the signing of the MoU; 서명일로부터 30일 이내 | relative, review 90, ask anchor
dans les 30 jours à compter de la signature | relative, review 90, ask anchor
upon entry into force; once ratified; 발효 후; dès l'entrée en vigueur | event, review 90, ask condition
subject to parliamentary approval | none, review 90, ask condition
subject to ratification, within 30 days; 국회 동의를 조건으로 | none, review 90, ask condition
sous réserve de l'approbation du parlement | none, review 90, ask condition
once a year, by 1 November; annually by 1 November | recurring P1Y ..2026-11-01
at least once a year, by 1 November; 연 1회 11월 1일까지 | recurring P1Y ..2026-11-01
by the end of every quarter; 매 분기 말까지; à la fin de chaque trimestre | recurring P3M ..2026-03-31
every six months starting in July | recurring P6M, review 90, ask bounds
quarterly, starting June 2026 | recurring P3M, review 90, ask bounds
monthly until December 2026; 매월, 2027년까지 | recurring P1M, review 90, ask bounds
in the first half of each year; 매년 상반기; by Q1 each year | recurring P1Y, review 90, ask same_period
by the end of the first half of each year | recurring P1Y, review 90, ask same_period
"""


def typed() -> list[tuple[str, str]]:
    rows = [line.split(" | ") for line in TYPED.strip().splitlines()]
    return [(wording, said) for wordings, said in rows for wording in wordings.split("; ")]


ANYTHING = st.sampled_from([(said.wording, said.outcome) for said in ways()] + typed())


class TypedTests(SimpleTestCase):
    def test_each_becomes_what_it_should(self) -> None:
        for wording, said in typed():
            with self.subTest(wording=wording):
                self.assertEqual(outcome(parse_any(wording)), said)
                self.assertEqual(parse_any(wording).wording, wording)

    def test_none_is_called_not_understood(self) -> None:
        self.assertEqual([wording for wording, said in typed() if "not_understood" in said], [])

    def test_the_capital_that_was_named_counts(self) -> None:
        for wording, capitals in (
            ("within ten working days of the meeting, counting in Phnom Penh", "Phnom Penh"),
            ("within 10 working days (Phnom Penh)", "Phnom Penh"),
            ("within ten working days of the meeting in both capitals", "both"),
            ("회의 후 10영업일 이내, 서울 기준", "서울"),
            ("회의 후 10영업일(Phnom Penh 기준) 이내", "PhnomPenh"),
            ("dans les dix jours ouvrés suivant la réunion, en comptant à Séoul", "Séoul"),
            ("within ten working days of the meeting", ""),
        ):
            with self.subTest(wording=wording):
                self.assertEqual(parse_any(wording).capitals, capitals)

    def test_the_day_that_starts_the_clock_is_told_apart(self) -> None:
        for wording, anchor, event in (
            ("within 30 days of completion of the feasibility study", "completion", "feasibility study"),
            ("within 30 days of ratification", "condition", "ratification"),
            ("within 30 days of approval by the National Assembly", "condition",
             "approval by the National Assembly"),
            ("within 30 days of the third Joint Commission", "event", "third Joint Commission"),
            ("within 30 days of the signing of the MoU", "signature", ""),
            ("within 30 days of acceptance", "acceptance", ""),
            ("within 30 days of the meeting", "meeting", ""),
            ("within 30 days of 17 May 2026", "day", ""),
            ("비준 후 30일 이내", "condition", "비준"),
            ("연구 완료 후 60일 이내", "completion", "연구"),
            ("제3차 공동위원회 후 30일 이내", "event", "제3차 공동위원회"),
            ("서명일로부터 30일 이내", "signature", ""),
            ("dans les 30 jours suivant l'entrée en vigueur de l'accord", "condition",
             "entrée en vigueur de l'accord"),
            ("dans les 60 jours suivant l'achèvement de l'étude", "completion", "étude"),
            ("dans les 30 jours suivant la prochaine session", "event", "prochaine session"),
        ):  # fmt: skip
            with self.subTest(wording=wording):
                spec = parse_any(wording)
                self.assertEqual((spec.anchor, spec.event, spec.ask), (anchor, event, ""))


class CarelessTests(SimpleTestCase):
    @given(ANYTHING, st.sampled_from([str.lower, str.upper, str.title, str.capitalize]))
    def test_case_does_not_matter(self, row: tuple[str, str], change: object) -> None:
        wording = change(row[0])  # type: ignore[operator]
        self.assertEqual(outcome(parse_any(wording)), row[1], wording)

    @given(
        ANYTHING,
        st.sampled_from(["", " ", "  ", "\t", "\u00a0", "\u3000"]),
        st.sampled_from(["", ".", " .", ";", ","]),
    )
    def test_spaces_and_what_ends_a_sentence_do_not_matter(
        self, row: tuple[str, str], space: str, end: str
    ) -> None:
        wording = f"{space}{row[0].replace(' ', ' ' + space)}{space}{end}{space}"
        self.assertEqual(outcome(parse_any(wording)), row[1], repr(wording))
        self.assertEqual(parse_any(wording).wording, wording.strip())

    @given(ANYTHING)
    def test_typographic_quotes_and_dashes_do_not_matter(self, row: tuple[str, str]) -> None:
        wording = row[0].replace("'", "’").replace("-", "‑")
        self.assertEqual(outcome(parse_any(wording)), row[1], wording)
