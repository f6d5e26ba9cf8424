"""What English sentences undertake, ask and offer, and whose it is."""

from django.test import SimpleTestCase

from commitments.enums import Strength
from tests.commitments.language.reader.reading import items, told

UNDERTAKEN = (
    ("Both sides agreed to open a second ferry line.", "joint"),
    ("The two ministers decided to set up a working group on fisheries.", "joint"),
    ("Valdoria will send two engineers to Busan.", "ours"),
    ("The Republic of Korea shall keep the register up to date.", "theirs"),
    ("Korea pledged four million dollars for the new bridge.", "theirs"),
    ("Valdoria and Korea committed to closer patrols along the coast.", "joint"),
    ("The Korean side undertook to translate the manual.", "theirs"),
    ("Valdoria intends to open a consulate in Busan.", "ours"),
    ("The ministers announced the launch of a scholarship programme.", "joint"),
    ("They underlined their determination to finish the bridge.", "joint"),
    ("The two sides instructed their experts to draw up a list of ports.", "joint"),
    ("The next session will be held in Seoul.", "joint"),
    ("The second round is scheduled to take place in Busan.", "joint"),
    ("The customs forms will be exchanged by the Valdorian authorities.", "ours"),
    ("The Joint Commission will meet twice a year.", "joint"),
    ("We are cooperating to finish the tunnel.", "joint"),
    ("The two sides are to hold talks in Seoul.", "joint"),
    ("On fisheries, they agreed, in principle, to share landing data.", "joint"),
    ("An agreement was reached to reopen the northern road, and both sides agreed to guard it.", "joint"),
    ("They also agreed that a joint office be set up on the island.", "joint"),
    ("The three governments will lend a ship.", "joint"),
    ("Host and guest agreed to repair the harbour wall.", "joint"),
    ("Seoul vowed to lend a ship.", "theirs"),
    ("Korea accepted the invitation to Valdoria.", "theirs"),
    ("It was also agreed to reopen the northern road.", "joint"),
    ("The two ministers concurred to open the archive.", "joint"),
    ("The two leaders were unanimous to open the archive.", "joint"),
    ("They reaffirmed that they would keep the road open.", "joint"),
    ("They shared the view that the two sides would keep the road open.", "joint"),
    ("The working group on ports would meet shortly.", "joint"),
    ("The ministers noted that both sides plan to build a pier.", "joint"),
    ("Both sides urged their ministries to lend a ship.", "joint"),
    ("We'll send the maps.", "joint"),
    ("The new contract will enter into effect.", "joint"),
    ("The talks in May will take place in Busan.", "joint"),
    ("Korea has built a pier, committed to lend a ship, and sent the maps.", "theirs"),
    ("The focal points of both ministries shall exchange lists.", "joint"),
    ("Valdoria said it would send the maps.", "ours"),
    ("The two leaders called on the Joint Ferry Committee to draw up a list.", "joint"),
    ("Both ministers consented to the building of a pier.", "joint"),
    ("Korea assured Valdoria of its full support at the talks.", "theirs"),
    ("They scheduled a meeting of the Ferry Committee to be held in June.", "joint"),
    (
        "The ministers agreed that the first round - which is to draw up the rules - be held in Busan.",
        "joint",
    ),
    ("Both sides welcomed the ferry dialogue, which will be co-hosted by the two coast guards.", "joint"),
    ("A range of steps will be rolled out to shorten the queue.", "joint"),
    ("The ferry task force will work with both ministries to shorten the queue.", "joint"),
    ("The committee instructed the conveners of the working groups to send their lists.", "joint"),
    ("The cooperation on ports will be led by Korea.", "theirs"),
    ("The minister spoke of the visit to Busan, which is scheduled for next month.", "joint"),
    ("The two National Security Advisers (NSAs) met. The two NSAs resolved to open an office.", "joint"),
    ("Korea and the coastal countries committed to closer patrols.", "joint"),
    ('The two ministers "agreed to open an office".', "joint"),
)
NOTHING = (
    "Both sides welcomed the opening of the ferry line.",
    "The ministers recalled the treaty of 1962.",
    "The bridge will help both economies.",
    "The new law, which will lower prices, entered into force in March.",
    "The Valdorian delegation included the director of ports.",
    "Valdoria and Korea are committed to peace.",
    "The two leaders paid tribute to the engineers.",
    "Japan will host the games.",
    "Tokyo vowed to host the games.",
    "The talks were held in Seoul.",
    "The ministers noted that trade had grown.",
    "The reform would bring more visitors.",
    "In December 2021, the two sides agreed to build a bridge.",
    "Both sides called on all states to respect the treaty.",
    "The President offered his condolences to the families.",
    "The cooperation between Valdoria and Korea will make both richer.",
    "The ministers stressed the need to repair the road.",
    "Both sides would welcome a new bridge.",
    "The President announced this at a briefing in Busan.",
    "They look forward to the smooth conduct of elections in Japan.",
    "Both sides reaffirmed their commitment to free and open trade.",
    "The ferry should be safe.",
    "The ministers recalled that in 2019 both sides agreed to build a pier.",
    "The ministers recalled the spring visit during which the presidents decided to build a pier.",
    "He expressed confidence that this will be strengthened further.",
    "Korean and Valdorian membership will strengthen the council.",
)


class EnglishTests(SimpleTestCase):
    def test_what_a_side_undertakes_is_a_commitment_of_that_side(self) -> None:
        for sentence, side in UNDERTAKEN:
            with self.subTest(sentence):
                self.assertIn(("commitment", side), told(sentence))

    def test_what_only_welcomes_recalls_or_tells_is_none(self) -> None:
        for sentence in NOTHING:
            with self.subTest(sentence):
                self.assertEqual(told(sentence), [])

    def test_a_request_is_the_other_side_s_to_answer(self) -> None:
        for sentence in (
            "The Valdorian minister asked Korea to open the archive.",
            "Valdoria requested closer cooperation from the Korean police.",
            "The Valdorian side called on the Korean government to release the ship.",
            "Valdoria expects the Korean government to lift the quota.",
            "Valdoria proposed to Korea that the office be moved.",
            "Valdoria proposed the office be moved and asked for Korean help.",
            "Valdoria proposed Korea lend a ship.",
        ):
            with self.subTest(sentence):
                self.assertEqual(told(sentence), [("request", "theirs")])

    def test_an_expectation_of_the_other_side_is_a_request(self) -> None:
        self.assertIn(
            ("request", "theirs"), told("Valdoria expressed its expectation to see Korea join the talks.")
        )

    def test_a_deed_that_is_urged_is_the_other_side_s(self) -> None:
        self.assertIn(
            ("request", "theirs"), told("Valdoria urged an early implementation of the ferry contract.")
        )

    def test_who_speaks_is_named_behind_what_is_quoted(self) -> None:
        self.assertEqual(told('"We will send a ship," said the Korean minister.'), [("commitment", "theirs")])

    def test_what_is_offered_is_an_offer_of_who_offers(self) -> None:
        for sentence in (
            "Korea stands ready to train Valdorian pilots.",
            "The Korean minister expressed readiness to share the maps.",
            "Korea offered a loan for the harbour.",
            "The Korean minister thanked the crews, and conveyed Korea's willingness to send more.",
        ):
            with self.subTest(sentence):
                self.assertEqual(told(sentence), [("offer", "theirs")])

    def test_what_a_side_says_it_is_set_on_is_its_commitment_of_no_stated_strength(self) -> None:
        (one,) = items("Korea reaffirmed its commitment to removing the mines.")
        self.assertEqual((str(one.act), one.owner), ("commitment", "theirs"))
        self.assertEqual(one.strength, Strength.NOT_STATED)

    def test_what_is_said_to_be_needed_counts_with_a_deadline(self) -> None:
        self.assertEqual(len(items("The ministers stressed the need to repair the road by June 2027.")), 1)

    def test_what_one_side_asks_of_both_is_asked_of_both(self) -> None:
        self.assertEqual(told("Korea urged the two sides to repair the road."), [("request", "joint")])

    def test_an_intention_that_is_noted_is_that_of_whose_it_is(self) -> None:
        found = told("The ministers noted the intention of both sides to open the archive.")
        self.assertEqual(found, [("commitment", "joint")])

    def test_a_name_that_ends_like_an_adverb_stays_whole(self) -> None:
        found = items("The U.S. and Italy will lend a ship.", ours="Italy", theirs="United States")
        self.assertEqual([one.owner for one in found], ["joint"])

    def test_a_plan_that_is_noted_is_mentioned_and_never_promised(self) -> None:
        for sentence in (
            "The Valdorian side noted Korea's intention to open an archive.",
            "Valdoria welcomed Korea's plan to open an archive by 2028.",
            "Both sides welcomed Korea's wish to join the river commission in 2027.",
        ):
            with self.subTest(sentence):
                (one,) = items(sentence)
                self.assertEqual((one.is_weak, one.owner, one.due.kind), (True, "theirs", "none"))

    def test_a_hope_or_a_need_is_mentioned_and_never_asked_or_promised(self) -> None:
        for sentence in (
            "The Valdorian minister expressed the hope that Korea would ratify the treaty in 2027.",
            "The ministers stressed the need for faster visa procedures by the end of the year.",
            "Valdoria is considering a new tariff from 2028.",
        ):
            with self.subTest(sentence):
                (one,) = items(sentence)
                self.assertEqual((str(one.act), one.is_weak, one.due.kind), ("understanding", True, "none"))

    def test_a_deed_that_takes_two_is_of_the_side_that_agreed(self) -> None:
        self.assertEqual([("commitment", "theirs")], told("Korea agreed to hold further talks on ports."))

    def test_an_importance_counts_beside_something_firmer(self) -> None:
        both = (
            "The Korean minister agreed on the value of patrols and affirmed his dedication to ending piracy."
        )
        self.assertEqual(told(both), [("understanding", "theirs"), ("commitment", "theirs")])

    def test_a_weak_word_counts_with_a_deadline_alone(self) -> None:
        self.assertEqual(told("Korea confirmed its goal to close the plant."), [])
        self.assertEqual(len(told("Korea confirmed its goal to close the plant by 2030.")), 1)

    def test_each_verb_of_a_sentence_is_an_item_and_keeps_the_subject(self) -> None:
        found = told("Valdoria welcomed the visit, agreed to send a reply, and will open an office.")
        self.assertEqual(found, [("commitment", "ours"), ("commitment", "ours")])

    def test_strength_is_the_weakest_word_of_the_verb_phrase(self) -> None:
        for sentence, strength in (
            ("Both parties shall exchange the lists.", "legally_binding"),
            ("Both sides agreed to exchange the lists.", "agreed"),
            ("Both sides will endeavour to exchange the lists.", "will_endeavour"),
            ("Both sides agreed to consider exchanging the lists.", "will_consider"),
            ("Valdoria asked Korea to exchange the lists.", "requested"),
        ):
            with self.subTest(sentence):
                self.assertEqual([str(one.strength) for one in items(sentence)], [strength])

    def test_the_action_of_a_request_is_what_is_asked_and_the_one_asked_is_to_do_it(self) -> None:
        for sentence, action in (
            ("The Minister asked the Korean side to keep the line open.", "Keep the line open"),
            ("The Minister urged the government of Korea to free the crew.", "Free the crew"),
            ("The Minister requested that Korea send its list.", "Send its list"),
            ("The Minister asked Korea for close help to rescue workers.", "Close help to rescue workers"),
        ):
            with self.subTest(sentence):
                found = items(sentence)
                self.assertEqual([(one.action, one.owner) for one in found], [(action, "theirs")])

    def test_the_action_is_the_deed_in_few_words_without_its_deadline(self) -> None:
        found = items("Both sides agreed to open a second ferry line by 1 March 2027.")
        self.assertEqual([one.action for one in found], ["Open a second ferry line"])

    def test_a_condition_is_kept_as_worded(self) -> None:
        found = items("Korea will lend the ship, subject to the approval of its parliament.")
        self.assertEqual([one.condition for one in found], ["subject to the approval of its parliament"])

    def test_places_are_places_in_the_text(self) -> None:
        text = "Good talks were held.\n\nBoth sides agreed to open a second ferry line by 1 March 2027.\n"
        (one,) = items(text)
        self.assertEqual(text[slice(*one.place)], one.clause)
        self.assertEqual(text[slice(*(one.due_place or (0, 0)))], "by 1 March 2027")
        self.assertEqual(text[slice(*one.verb_place)], "agreed to")
        self.assertEqual(text[slice(*(one.owner_place or (0, 0)))], "Both sides")


class SubjectTests(SimpleTestCase):
    def test_people_belong_to_the_country_they_were_introduced_with(self) -> None:
        text = (
            "Korean Foreign Minister Yoon Dae met Foreign Minister Ada Brandt in Port Elm.\n\n"
            "Yoon promised to visit the island. Minister Brandt will send the plans. "
            "She also agreed to lend a ship."
        )
        self.assertEqual([side for _kind, side in told(text)], ["theirs", "ours", "ours"])

    def test_she_is_whoever_is_named_nearest(self) -> None:
        text = (
            "Korean Minister Yoon Dae met Valdorian Minister Ada Brandt.\n\n"
            "Minister Brandt invited Minister Yoon to visit Port Elm, and Minister Yoon said he would write."
        )
        self.assertEqual([side for _kind, side in told(text)], ["ours", "theirs"])

    def test_a_person_whose_country_is_unknown_is_proposed_without_owner(self) -> None:
        self.assertIn(("commitment", None), told("Minister Maro stated that he would promote the road."))

    def test_an_institution_stands_for_its_country(self) -> None:
        self.assertEqual(told("KOICA plans to train pilots."), [("commitment", "theirs")])

    def test_an_office_stands_for_its_country(self) -> None:
        text = "The President of Korea met the Prime Minister of Valdoria. The Prime Minister will write."
        self.assertEqual(told(text), [("commitment", "ours")])

    def test_who_is_quoted_says_we(self) -> None:
        text = 'Korean Vice Minister Yoon Dae said, "We will look into the matter of the ship."'
        self.assertEqual(told(text), [("commitment", "theirs")])

    def test_two_sides_joined_are_both(self) -> None:
        who = "The Minister of Trade of Korea, Yoon Dae, and the Valdorian Minister of Ports, Ada Brandt,"
        text = f"{who} agreed to meet."
        self.assertEqual(told(text), [("commitment", "joint")])

    def test_letters_mean_what_they_were_introduced_for(self) -> None:
        text = "The Joint Ferry Committee (JFC) met. The JFC will submit a report. The JFC will ease travel."
        self.assertEqual(len(items(text)), 1)

    def test_a_third_country_owes_nothing(self) -> None:
        self.assertEqual(told("Brazil will lend a ship."), [])

    def test_a_country_without_a_table_is_known_by_its_name(self) -> None:
        found = items("The Freedonian navy will lend a ship.", ours="Freedonia", theirs="Korea")
        self.assertEqual([one.owner for one in found], ["ours"])

    def test_us_is_a_word_and_no_country(self) -> None:
        found = items("It brings us joy. The US will lend a ship.", theirs="United States")
        self.assertEqual([one.owner for one in found], ["theirs"])
