"""What long joint statements say: several deeds in a sentence, and dates that are no deadlines."""

from django.test import SimpleTestCase

from tests.commitments.language.reader.reading import items, told

UNDERTAKEN = (
    ("They agreed on the importance of open ports, and to build a lighthouse.", "joint"),
    ("The ministers determined that their governments reopen the pier.", "joint"),
    ("The President of Korea firmly affirmed the Republic of Korea's commitment to lend a ship.", "theirs"),
    ("The two leaders expressed their commitment to have their coast guards train at sea.", "joint"),
    ("We share our willingness to help rebuild the harbour.", "joint"),
    ("They affirmed their joint commitment to rationalize the port fees.", "joint"),
    ("The two sides plan to co-fund a school of navigation.", "joint"),
    ("The Ports Ministerial will explore a common ticket.", "joint"),
    ("The Prime Minister and the President committed to open the archive.", "joint"),
    ("Both countries are committed to developing joint rules for pilots.", "joint"),
    ("The ministers reinforced their commitment to work together at sea.", "joint"),
    ("They reaffirmed their commitment to de-escalate the dispute over salt.", "joint"),
    ("On May 12, 2026, both sides agreed to open the line.", "joint"),
    ("Valdoria intends, with Korean help, to continue to widen the harbour.", "ours"),
    ("Korea sent the maps, and Valdoria announced it will rebuild the pier.", "ours"),
    ("Korea will welcome an additional 300 pilots.", "theirs"),
    ("Valdoria plans to embrace the rules of the Harbour Code.", "ours"),
    ("The visit prepared a first dialogue of the harbour masters, scheduled for early 2027.", "joint"),
    ("They reaffirmed their commitment at the highest level to ensuring safe ports.", "joint"),
    ("The ministers urged the Senior Government Officials to carry out the plan.", "joint"),
    ("Valdoria and Korea today agreed to build a lighthouse.", "joint"),
    ("They also expressed their will to widen the harbour.", "joint"),
    ("Korea assured assistance to Valdoria in its need of pilots.", "theirs"),
    ("The Korean minister spoke of the plan to faithfully survey the canal.", "theirs"),
    ("Ministers agreed this review should be carried out with the pilots.", "joint"),
    ("The next planned meeting is on 9 October 2026.", "joint"),
    ("Based on the Harbour Declaration of 2022 we will widen the canal.", "joint"),
    ("The two sides vowed support for the pilots.", "joint"),
    ("We agreed today on a common ticket for the ferries.", "joint"),
    ("In June, professional staff will hold talks on fees.", "joint"),
    ("We are also working together to find ways to lower the fees.", "joint"),
    ("Our harbour scientists will meet in June.", "joint"),
    ("Korea will help rebuild the harbour of the island.", "theirs"),
    ("Korea is providing $4 million for the school.", "theirs"),
    ("They are committed to a harbour dialogue, to take place in March 2027.", "joint"),
    ("Korea announced that a bridge will be built on the island.", "theirs"),
    ("Korea announced that the next round of talks will be held in June.", "joint"),
    ("The statement said Korea gave a commitment to lending ships.", "theirs"),
    ("We're committed to keeping the port open.", "joint"),
    ("Both countries are determined to, within a year, lower the fees.", "joint"),
    ("They closed talks on the Harbour Memorandum, to be signed as early as possible.", "joint"),
    ("Port Elm, May 12 - Valdoria and Korea, agreed yesterday, to open a line.", "joint"),
    ("Commanders of the two navies agreed to train pilots.", "joint"),
    ("Both countries look forward to working together to widen the harbour.", "joint"),
)
TOLD = (
    "Valdoria joined the Harbour Pledge in 2025, a plan supporting ports to cut their smoke.",
    "They praised the pier, which Korea announced at the fair on 3 March 2026.",
    "Valdoria, a port of old, recently agreed to lend a ship.",
    "They praised the firm's cable project that will begin work this year.",
    "They praised the review, which takes a fresh look and will explore new routes.",
    "The Korean ministry supported Valdoria's efforts to keep the ferries going throughout 2026.",
    "During their April 2025 meeting, both ministers committed to open the archive.",
    "March 2026: The Korean coast guard announced the first conviction of smugglers of salt.",
    "In the last six months, Korea announced four million dollars for the pier.",
    "They praised the steps undertaken to open a school of navigation.",
    "Trade grew through the multilateral pledge made in March to lower the fees over the next three years.",
    "The two leaders hailed their countries' plans to lower the fees.",
    "At the May 2025 Harbour Fair, Korea reaffirmed its commitment to lending ships.",
    "Both sides quarrelled after the Council closed a pier earlier this year.",
    "Better maps will increase trade between Korea and Valdoria and will promote ferries.",
    "Both sides called on the International Harbour Organization to lower the fees.",
    "Existing projects will yield 300 tons of salt per year.",
)
NO_DEADLINE = (
    "They agreed to set up a task force to look into the feasibility of building a canal by 2040.",
    "They agreed to go on with talks after the strike that closed the port earlier this year.",
    "Both sides agreed to build on what was won since the start of the talks in June.",
    "They agreed to carry out projects under the Harbour Plan of Action for 2026-2029.",
    "During the 2026 Harbour Dialogue, both governments decided to set up a fund.",
    "Both sides will align their fees with the common goal of clean ports no later than 2040.",
    "During their May 2026 meeting in Seoul, both sides agreed to open the line.",
    "They committed to work with the pilots on what comes once the canal is complete at the end of 2028.",
    "Valdoria plans to join the Harbour Code, which aims to halve the fees by 2030.",
    "Valdoria will rebuild the pier in support of the ambition of a clean coast by 2035.",
)
OCCASIONS = (
    (
        "They agreed to hold a summit on the sidelines of the Harbour Week in Busan city this October.",
        "on the sidelines of the Harbour Week in Busan city this October",
    ),
    (
        "They intend to sign the lease at the HFC's meeting in Port Elm this autumn.",
        "at the HFC's meeting in Port Elm this autumn",
    ),
    ("Korea will welcome 200 pilots over the course of the year.", "over the course of the year"),
    ("They hailed the plan for a fair in August 2026, which will be held by both ports.", "in August 2026"),
    (
        "During the Harbour Week, the Korean Pilots Agency (KPA) and Valdoria, as its host, will sign it.",
        "During the Harbour Week",
    ),
    ("During the Harbour Summit, Valdoria and Korea will sign the lease.", "During the Harbour Summit"),
    (
        "We look forward to reaching an agreement at the July meeting of the harbour masters.",
        "at the July meeting of the harbour masters",
    ),
    (
        "They plan to review the fees at the autumn meeting of the Council.",
        "at the autumn meeting of the Council",
    ),
    (
        "On the margins of the Harbour Summit in Busan, President Yoon Dae and both ministers will sign it.",
        "On the margins of the Harbour Summit in Busan",
    ),
)


class LongStatementTests(SimpleTestCase):
    def test_what_they_undertake(self) -> None:
        for sentence, side in UNDERTAKEN:
            with self.subTest(sentence):
                self.assertEqual([owner for _kind, owner in told(sentence)], [side])

    def test_what_is_only_told(self) -> None:
        for sentence in TOLD:
            with self.subTest(sentence):
                self.assertEqual(told(sentence), [])

    def test_a_date_of_something_else_is_no_deadline(self) -> None:
        for sentence in NO_DEADLINE:
            with self.subTest(sentence):
                self.assertEqual([one.due.kind for one in items(sentence)], ["none"])

    def test_the_aim_itself_keeps_its_date(self) -> None:
        (one,) = items("Both sides will pursue the goal of doubling the ferries by 2030.")
        self.assertEqual(one.due.wording, "by 2030")

    def test_a_named_occasion_says_when(self) -> None:
        for sentence, wording in OCCASIONS:
            with self.subTest(sentence):
                self.assertEqual([one.due.wording for one in items(sentence)], [wording])

    def test_a_fiscal_year_is_read_without_what_stands_before_it(self) -> None:
        (one,) = items(
            "Korea intends to give four million dollars in aid in fiscal year (FY) 2027 for ports."
        )
        self.assertEqual((one.due.wording, one.due.ask), ("in fiscal year (FY) 2027", "fiscal"))

    def test_a_country_broken_over_two_lines_is_the_same(self) -> None:
        (one,) = items("Opening a school: The Republic of\n    Korea and Valdoria intend to train pilots.")
        self.assertEqual(one.owner, "joint")

    def test_a_yearly_meeting_with_a_long_name_recurs(self) -> None:
        (one,) = items("Both sides will resume annual Harbour and Ferry Agreement (HFA) discussions.")
        self.assertEqual(one.due.kind, "recurring")
