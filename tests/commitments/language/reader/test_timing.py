"""Deadlines are found as worded, and none is invented."""

from django.test import SimpleTestCase

from tests.commitments.language.reader.reading import items

WORDED = (
    ("Both sides will open the line by the end of 2027.", "by the end of 2027", "fixed"),
    ("Both sides will open the line within 30 days.", "within 30 days", "relative"),
    ("Later this year, both sides will open the line.", "Later this year", "relative"),
    ("Both sides will meet annually.", "annually", "recurring"),
    ("Both sides will open the line as soon as possible.", "as soon as possible", "open"),
    ("Both sides will open the line in early 2027.", "in early 2027", "approximate"),
    ("Both sides agreed to report before the next session of the Joint Commission.",
     "before the next session of the Joint Commission", "event"),
    ("Both sides will open the line no later than June 30, 2027.", "no later than June 30, 2027", "fixed"),
    ("Both sides will report on pilots at the next session of the Committee.",
     "at the next session of the Committee", "event"),
    ("Both sides agreed to expedite the signing of the contract.", "expedite", "open"),
    ("Both sides will open the line in the coming months.", "in the coming months", "approximate"),
    ("The line will be opened by 1 March 2027.", "by 1 March 2027", "fixed"),
    ("The next talks will be held in Port Elm this year.", "this year", "relative"),
    ("Both sides will open the line by end-2027.", "by end-2027", "fixed"),
    ("Both sides will meet on 3-5 March 2027.", "on 3-5 March 2027", "fixed"),
    ("Both sides will meet on March 3-5, 2027.", "on March 3-5, 2027", "fixed"),
    ("Both sides will open the line in three months' time.", "in three months' time", "relative"),
    ("Both sides will open the line for the period 2026-2029.", "for the period 2026-2029", "fixed"),
    ("Korea will reply within sixty days of receipt of the list.", "within sixty days of receipt of the list",
     "relative"),
    ("Both sides will meet on a date to be agreed.", "on a date to be agreed", "open"),
    ("Both sides will meet at mutually agreed dates.", "at mutually agreed dates", "open"),
    ("Both sides will run the line from 1 March 2027.", "1 March 2027", "fixed"),
    ("Both sides will meet at the Ports Summit in June 2027.", "at the Ports Summit in June 2027", "event"),
    ("Both sides will meet during the official visit of President Yoon to Port Elm.",
     "during the official visit of President Yoon to Port Elm", "event"),
    ("Both sides will report quarterly, beginning in 2027.", "quarterly", "recurring"),
    ("Both sides will finish the maps for the upcoming JTC meetings.",
     "for the upcoming JTC meetings", "event"),
    ("Both sides will meet at the next Council of Ministers meeting in Port Elm in October 2027.",
     "at the next Council of Ministers meeting in Port Elm in October 2027", "event"),
    ("Both sides will talk on ports during Minister Park's upcoming visit to Port Elm.",
     "during Minister Park's upcoming visit to Port Elm", "event"),
    ("Both sides will report on the steps announced in this paper before our next meeting.",
     "before our next meeting", "event"),
    ("Both sides will run a multi-year programme of ports.", "multi-year", "approximate"),
    ("Both sides agreed on the early completion of the line.", "early", "open"),
    ("In the medium- and long-term, both sides will train pilots.", "In the medium- and long-term", "open"),
    ("Both sides will open the line in advance of the contract entering into force.",
     "in advance of the contract entering into force", "event"),
    ("The maps should be completed by 1 March 2027.", "by 1 March 2027", "fixed"),
    ("The next talks will be held during the 1st week of October.", "during the 1st week of October",
     "approximate"),
    ("Both sides will meet during the first half of August 2027.",
     "during the first half of August 2027", "approximate"),
    ("In the run up to the site selection, both sides will train pilots.",
     "In the run up to the site selection", "event"),
    ("Both sides will report at the next Ports Forum on the margins of the General Assembly.",
     "at the next Ports Forum on the margins of the General Assembly", "event"),
    ("Both sides will meet at the third session of the Ports Committee in the near future.",
     "at the third session of the Ports Committee in the near future", "event"),
)  # fmt: skip
UNDATED = (
    "Both sides will fund projects that will finish by 2029.",
    "Both sides will apply the contract signed in July 2027.",
    "Both sides will carry out the 2030 Agenda.",
    "Both sides will follow up on the talks held in March 2024.",
    "Both sides agreed to use the map of 2027.",
    "Both sides will protect the ongoing work.",
    "Both sides will lower tariffs on approximately 99 percent of goods.",
    "Both sides will support Korea for the Security Council.",
    "Both sides will carry out the steps agreed at the summit.",
    "Both sides will follow the plan of last July.",
    "Both sides will honour the July 15 announcement.",
    "Both sides may meet, and will apply the rules.",
    "Both sides will spend $3 million a year on pilots.",
    "Both sides will take part in the annual Valdorian fair.",
    "Both sides will carry out the cooperation programme for 2027-2029.",
    "Both sides will apply the contract of 12 March 2027.",
    "Both sides will follow up on the letter dated 4 August 2026.",
    "Both sides will celebrate the feast, which falls on 12 December 2026.",
    "Both sides will renew the contract that expires on 31 December 2026.",
    "Korea accepted an invitation extended on 3 June 2026.",
    "As the chair of the Ports Council next year, Korea will train pilots.",
    "Both sides will carry out the Vision for the 2027-2030 period signed last May.",
    "Both sides will celebrate the anniversary of the contract of March 2027.",
    "Both sides will reopen the forum, which is a round of talks, held calmly, at least twice in a year.",
    "This week, the two ministers met in Port Elm and agreed to open a port.",
    "This week, we - the ministers of Korea and Valdoria - met in Port Elm and commit to open a port.",
    "Both sides agreed to support Korea's pledge to phase out coal by 2040.",
    "Korea will back the bid of Valdoria to host the expo in 2035.",
    "Both sides agreed to found a fund that is to reach a million by 2035.",
    "Korea will pay for the dam from its budget for 2027 and its contracts until 2030.",
    "Both sides agreed to prepare for the drought, which will peak in 2045.",
    "Korea will assist Valdoria in meeting its target of full literacy by 2035.",
    "Both sides agreed to advise the government that takes office in January 2027.",
    "Both sides agreed to use the report due in September 2026.",
    "Both sides agreed to buy ships with a service life until 2060.",
    "Korea will build a plant with a capacity of three million tonnes by 2030.",
    "Both sides agreed to exchange forecasts of demand in 2035.",
    "Both sides agreed to speed up the projects listed in the minutes of the meeting in June 2026.",
    "Korea will lend a million dollars at 1 percent, repayable within 25 years.",
    "Korea will send tents to the areas struck by the storm this month.",
    "Both sides agreed on rules for ships built after 1 January 2028.",
    "Both sides agreed to raise trade from 5 billion dollars in 2026.",
    "Both sides agreed to support Valdoria as chair in 2027.",
    "Both sides will fund ventures, such as the one founded to build ten ports by 2030.",
    "Both sides will build ports, recognizing the wish of Korea to have ten ships by 2030.",
    "With Korea's plan to lend a ship in 2027, both sides will train pilots.",
)

# What follows the thing that is agreed, and is the deed itself, keeps its date.
DATED = (
    "Both sides agreed to open a forum which will be held in May 2027.",
    "Both sides are committed to achieving the goal of no waste by 2050.",
    "Korea will help Valdoria to close the mine by 2028.",
    "Korea will make available in 2027 a million dollars.",
    "Both sides agreed to complete the plan for the next five years by the end of 2026.",
)


class TimingTests(SimpleTestCase):
    def test_what_happens_with_the_thing_that_is_agreed_keeps_its_date(self) -> None:
        for sentence in DATED:
            with self.subTest(sentence):
                self.assertIn(("fixed", ""), {(one.due.kind, one.due.ask) for one in items(sentence)})

    def test_the_wording_is_taken_as_it_stands(self) -> None:
        for sentence, wording, kind in WORDED:
            with self.subTest(sentence):
                (one,) = items(sentence)
                self.assertEqual((one.due.wording, one.due.kind), (wording, kind))

    def test_a_date_that_is_no_deadline_is_none(self) -> None:
        for sentence in UNDATED:
            with self.subTest(sentence):
                self.assertEqual([one.due.kind for one in items(sentence)], ["none"])

    def test_a_time_at_the_head_is_left_behind_by_who_says_something_else(self) -> None:
        found = items(
            "In June 2026, Korea will send a ship, he said, adding that both sides agreed to open an office."
        )
        self.assertEqual([one.due.wording for one in found], ["In June 2026", ""])

    def test_what_lies_before_the_meeting_is_no_deadline(self) -> None:
        (one,) = items("Both sides will publish the findings of the survey begun in 2019.")
        self.assertEqual(one.due.wording, "")

    def test_what_is_doubtful_is_left_to_the_officer(self) -> None:
        for sentence in ("Both sides will meet on a biannual basis.", "Both sides will meet by next spring."):
            with self.subTest(sentence):
                (one,) = items(sentence)
                self.assertTrue(one.due.ask)

    def test_of_a_day_that_no_calendar_has_no_month_or_year_is_taken_instead(self) -> None:
        for wording in ("by 31 February 2027", "on 29 February 2027", "by February 30, 2027"):
            (item,) = items(f"Both sides will open the line {wording}.")
            assert item.due is not None
            self.assertEqual((item.due.wording, item.due.ask), (wording, "no_such_date"))

    def test_two_deadlines_side_by_side_are_two_items(self) -> None:
        found = items("The ministers agreed to meet yearly in the capital and quarterly by video.")
        self.assertEqual([one.due.wording for one in found], ["yearly", "quarterly"])

    def test_each_of_several_ends_has_its_own(self) -> None:
        found = items(
            "Both sides agreed to hold talks, to convene the committee within two weeks, to call the next "
            "session within one month, and to keep order."
        )
        self.assertEqual([one.due.wording for one in found], ["within two weeks", "within one month"])

    def test_each_verb_has_its_own_deadline(self) -> None:
        found = items(
            "Korea will send the maps by June 2026, and Valdoria will return them within two weeks."
        )
        self.assertEqual([one.due.wording for one in found], ["by June 2026", "within two weeks"])

    def test_two_open_deadlines_of_two_verbs_are_both_kept(self) -> None:
        found = items("They agreed to meet at an early date and to hold talks at mutually convenient dates.")
        self.assertEqual(
            [one.due.wording for one in found], ["at an early date", "at mutually convenient dates"]
        )

    def test_what_was_said_this_week_has_no_deadline_for_that(self) -> None:
        (one,) = items("This week, both sides are launching a new ferry line.")
        self.assertEqual(one.due.kind, "none")

    def test_a_length_of_time_from_something_else_is_not_counted_from_the_meeting(self) -> None:
        (one,) = items("Korea will pay within ten days of the drawing of the maps.")
        self.assertNotEqual(one.due.ask or one.due.anchor, "meeting")

    def test_seasons_keep_their_year_and_leave_out_the_place(self) -> None:
        for sentence, wording in (
            ("Both sides will meet in the spring of 2027.", "in the spring of 2027"),
            ("Both sides will meet in Port Elm this autumn.", "this autumn"),
        ):
            with self.subTest(sentence):
                self.assertEqual([one.due.wording for one in items(sentence)], [wording])

    def test_the_day_on_which_it_was_said_is_no_deadline(self) -> None:
        for day in ("On 12 May", "On 12 May 2026,"):
            with self.subTest(day):
                (one,) = items(f"{day} both sides agreed to open the line.")
                self.assertEqual(one.due.kind, "none")

    def test_a_length_of_time_is_counted_from_the_day_that_is_stated_with_it(self) -> None:
        for sentence, day in (
            # Filed beside a meeting, the letter may have another date: that is asked.
            ("Korea will pay within two weeks of the date of this letter.", None),
            ("La Corée paiera dans les deux mois suivant la date de la présente lettre.", None),
            ("한국 측은 본 서한의 일자로부터 2개월 이내에 초안을 송부할 것입니다.", None),
            ("Korea will pay within ten days of the signature of these Minutes, done on 9 May 2026.", (5, 9)),
            ("Korea will pay within ten days of signature, which took place on 9 May 2026.", (5, 9)),
            ("Korea will pay within two weeks of receipt of this letter.", None),
        ):
            with self.subTest(sentence):
                (one,) = items(sentence)
                period = one.due.period
                self.assertEqual((period.month, period.day) if period else None, day)
