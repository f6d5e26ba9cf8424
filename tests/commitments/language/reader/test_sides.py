"""Whose an item is: a side where the words name one, and nobody's where they do not."""

import io
import json
import tempfile

from django.core.management import call_command
from django.test import SimpleTestCase, override_settings

from commitments.enums import Strength
from commitments.language.lexicon.countries import nations, side_names
from commitments.language.reader.participants import Known
from commitments.language.reader.reader import read_statement
from tests.commitments.language.reader.reading import items

UNNAMED = (
    "A list of wrecks will be sent by 30 June 2027.",
    "They will exchange lists of wrecks.",
    "We will send a list of wrecks.",
    "It was agreed to reopen the northern road.",
    "The next round will be held in Busan.",
    "A working group will be established.",
    "Our side will send a list of wrecks.",
    "Korea will be informed of the result.",
    "차기 회의는 내년 하반기 중 열기로 했다.",
    "La prochaine session se tiendra à Séoul en juin 2027.",
)
# Kind and side, as the words give them, of a report by others.
QUIET = (
    ("The talks underscored a mutual commitment to ending smuggling by sea.", "understanding", "joint"),
    ("The Korean minister agreed on the importance of safe ports.", "understanding", "theirs"),
    ("The Valdorian minister thanked Korea for the rescue of two crews.", "understanding", "ours"),
    (
        "The Korean minister conveyed her gratitude to Valdoria for the return of the divers.",
        "understanding",
        "theirs",
    ),
    ("The ministers also discussed a larger fleet and its harbours.", "topic", None),
    ("The talks addressed the problem of drifting nets off the coast.", "topic", None),
    (
        "The talks showed a shared resolve of both capitals against smuggling by sea.",
        "understanding",
        "joint",
    ),
    ("The Valdorian minister agreed that safe ports remain essential.", "understanding", "ours"),
    ("A larger fleet and its harbours were also discussed.", "topic", None),
    ("The ministers talked about the fishing season.", "topic", None),
    ("양측은 협력의 중요성에 공감했다.", "understanding", "joint"),
    ("한국 장관은 발도리아의 지원에 감사를 표하였다.", "understanding", "theirs"),
    ("양측은 무역 확대 방안을 논의하였다.", "topic", None),
    ("Le ministre coréen a remercié la Valdorie de son aide.", "understanding", "theirs"),
    ("Les deux parties ont évoqué la pêche et les ports de la région.", "topic", None),
)


def read(text: str, known: Known | None = None) -> list[tuple[str, str | None]]:
    return [(str(one.act), one.owner) for one in items(text, known=known or Known())]


class SideTests(SimpleTestCase):
    def test_nothing_is_joint_where_no_side_is_named(self) -> None:
        for sentence in UNNAMED:
            with self.subTest(sentence):
                self.assertEqual({side for _kind, side in read(sentence)}, {None})

    def test_where_both_act_as_one_the_sentences_beside_mean_both(self) -> None:
        text = "Both sides agreed to meet yearly. A list of wrecks will be sent by 30 June 2027."
        self.assertEqual({side for _kind, side in read(text)}, {"joint"})

    def test_our_side_is_that_of_the_author(self) -> None:
        for author, side in (("ours", "ours"), ("theirs", "theirs"), ("joint", None)):
            found = read("Our side will send a list of wrecks.", Known(author=author))  # type: ignore[arg-type]
            self.assertEqual(found, [("commitment", side)], author)

    def test_people_are_those_on_record_and_a_name_of_both_sides_is_nobodys(self) -> None:
        known = Known(people={"ours": ["Tarel Osk", "Kim Osk"], "theirs": ["Cho Garam", "Kim Haru"]})
        for name, side in (("Cho", "ours"), ("Tarel", "theirs"), ("Kim", None)):
            text = f"{name} requested help with the wrecks."
            self.assertEqual(read(text, known), [("request", side)], name)
        self.assertEqual(read("Cho requested help with the wrecks."), [])

    def test_understandings_thanks_and_topics_are_of_their_kind(self) -> None:
        for sentence, kind, side in QUIET:
            with self.subTest(sentence):
                self.assertEqual(read(sentence), [(kind, side)])

    def test_what_one_is_set_on_is_affirmed_and_names_no_strength(self) -> None:
        (found,) = items("The Korean government is determined to end smuggling by sea.")
        told = (str(found.act), found.owner, found.strength)
        self.assertEqual(told, ("commitment", "theirs", Strength.NOT_STATED))

    def test_what_was_discussed_earlier_is_no_topic_of_its_own(self) -> None:
        self.assertEqual(read("The Valdorian minister welcomed the points that were discussed in May."), [])

    @override_settings(HOME_COUNTRY="XV")
    def test_the_command_prints_commitments_requests_and_offers_alone(self) -> None:
        text = "\n\n".join([*(row[0] for row in QUIET[:10]), "Korea asked Valdoria to send a ship."])
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            out = io.StringIO()
            call_command("read_statement", file.name, "--format", "json", stdout=out)
        self.assertEqual([one["outcome_kind"] for one in json.loads(out.getvalue())], ["request"])


class LexiconTests(SimpleTestCase):
    def test_no_name_means_two_countries(self) -> None:
        owners: dict[str, set[str]] = {}
        for code, nation in nations().items():
            for name in (*nation.names, *nation.capitals, *nation.offices):
                owners.setdefault(name, set()).add(code)
        self.assertEqual({name: codes for name, codes in owners.items() if len(codes) > 1}, {})

    def test_a_side_is_headed_by_every_name_of_its_country(self) -> None:
        for code, heads in (
            ("KR", {"Korean side", "ROK side", "한국 측", "한측"}),
            ("KH", {"Cambodian side", "캄보디아 측", "캄측"}),
        ):
            self.assertLessEqual(heads, set(side_names(code)))


class TwoLanguagesTests(SimpleTestCase):
    """Rules of two languages that stand side by side."""

    def test_french_letters_tell_by_whom_they_are_for_who_acts(self) -> None:
        head = "From: a@mfa.val\nTo: b@mfa.rur\nSubject: Plans\n\nBonjour,\n\n"
        for text, owner in (
            ("Le ministre vous répondra avant le 1er juillet 2026.", "ours"),
            ("La direction nous transmettra la liste avant le 20 juin 2026.", "theirs"),
        ):
            with self.subTest(text):
                found = read_statement(
                    head + text, ours=["Valdorie"], theirs=["Ruritanie"], known=Known(author="ours")
                )
                self.assertEqual([one.owner for one in found], [owner])

    def test_a_ministry_beside_the_other_side_is_of_ours(self) -> None:
        text = "The Ministry and the Ruritanian embassy will publish the map by 3 May 2026."
        found = read_statement(text, ours=["Valdoria"], theirs=["Ruritania"])
        self.assertEqual([one.owner for one in found], ["joint"])


class NamesOfStatesTests(SimpleTestCase):
    def test_styles_own_names_and_offices_of_a_region_stand_for_a_side(self) -> None:
        for ours, theirs, sentence in (
            ("Greece", "Türkiye", "La délégation turque transmettra la liste."),
            ("Greece", "Luxembourg", "Le Grand-Duché financera deux écoles."),
            ("Mali", "Algeria", "La Wilaya de Zerka construira deux puits."),
            ("Kenya", "European Union", "L'Union financera deux écoles."),
            ("Uzbekistan", "Belgium", "Bruxelles s'est engagée à lever les droits."),
            ("Peru", "Brazil", "The Marinha do Brasil will send the list."),
            ("캐나다", "사이프러스", "사이프러스 측은 명단을 송부하기로 하였다."),
        ):
            with self.subTest(sentence):
                found = read_statement(sentence, ours=[ours], theirs=[theirs])
                self.assertEqual([one.owner for one in found], ["theirs"])

    def test_a_row_without_a_known_owner_is_of_the_side_above_its_part(self) -> None:
        text = (
            "Suites convenues\n\nI. À la charge de la Partie coréenne\n\n"
            "1. Envoyer le plan du quai\n   Échéance : 15 mai 2027\n   Pilote : bureau du port\n\n"
            "II. Actions communes\n\n2. Réunir le comité de suivi\n   Échéance : 15 juin 2027\n"
        )
        self.assertEqual([one.owner for one in items(text)], ["theirs", "joint"])

    def test_what_a_writer_assures_is_promised_once(self) -> None:
        for sentence in (
            "I can assure you, Minister, that the pumps will leave our depot by 20 August 2026.",
            "Je tiens à vous assurer que nous enverrons les pompes avant le 20 août 2026.",
            "J'ai promis au ministre coréen que notre réponse lui parviendrait avant le 20 août 2026.",
        ):
            with self.subTest(sentence):
                (one,) = read_statement(sentence, ours=["Valdoria"], theirs=["Korea"])
                self.assertIn("20", one.due.wording)

    def test_the_party_of_a_treaty_that_has_a_part_is_either(self) -> None:
        text = (
            "Treaty between Valdoria and Korea\n\nArticle 1\nThe sentencing State shall inform the prisoner."
        )
        self.assertEqual([one.owner for one in items(text)], ["joint"])
