"""The same words give the same result, whatever they are read from."""

from itertools import product

from django.test import SimpleTestCase

from commitments.enums import OutcomeKind, OwedBy, StatementKind
from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.participants import Known, find_opposite
from commitments.language.reader.reader import read_statement
from commitments.language.reader.readout import read_readout
from commitments.language.reader.typed_line import Line, Parties, read_line

OURS, THEIRS = ("Republic of Korea", "대한민국"), ("Valdoria", "발도리아")
OF_OURS, KIND = Known(author="ours"), StatementKind.OUR_READOUT
PARTIES = Parties(codes={}, ours=OURS, theirs=THEIRS, ministries={})
ENGLISH = product(
    (
        *("The Korean side", "Korea", "The Government of the Republic of Korea", "Valdoria", "Both sides"),
        *("The Valdorian side", "The Ministry of Health of Valdoria", "The two ministers", "Seoul"),
        "Valdorian authorities",
    ),
    (
        "will send two trainers by 30 June 2027.",
        "agreed to open the bridge within three months.",
        "will endeavour to answer before the end of 2026.",
        "offered to host the next round in spring.",
        "will report every six months.",
        "asked for the list of detained nationals.",
        "will consider a joint patrol as soon as possible.",
        "thanked the police for the rescue.",
        "will publish the budget for 2027.",
        "discussed the port, trade and fisheries.",
    ),
)
KOREAN = product(
    (
        *("한국 측은", "우리 측은", "발도리아 측은", "양측은", "발도리아 내무부는", "우리 정부는"),
        *("한국 외교부는", "발도리아 정부는", "양국은", "발도리아는"),
    ),
    (
        "2027년 6월 30일까지 교관 2명을 파견하기로 하였다.",
        "3개월 이내에 교량을 개통하기로 합의하였다.",
        "연내에 답변하도록 노력하기로 하였다.",
        "차기 회의를 개최하겠다고 제안하였다.",
        "매년 협의회를 개최하기로 하였다.",
        "명단 송부를 요청하였다.",
        "조속히 공동 순찰을 검토하기로 하였다.",
        "경찰의 구조에 사의를 표하였다.",
        "명단을 제공할 예정이다.",
        "통상과 어업 현안을 논의하였다.",
    ),
)
FRENCH = product(
    (
        *("La partie coréenne", "La Corée", "Le gouvernement de la Corée", "La Valdorie", "Les deux parties"),
        *("La partie valdorienne", "Le ministère de la Santé de Valdorie", "Les deux ministres", "Séoul"),
        "Le gouvernement valdorien",
    ),
    (
        "enverra deux formateurs avant le 30 juin 2027.",
        "a décidé d'ouvrir le pont dans un délai de trois mois.",
        "s'engage à répondre avant la fin de 2026.",
        "a offert d'accueillir la prochaine session.",
        "remettra un rapport tous les six mois.",
        "a demandé la liste des ressortissants détenus.",
        "examinera une patrouille commune dès que possible.",
        "a remercié la police pour le sauvetage.",
        "publiera le budget de 2027.",
        "a évoqué le port, le commerce et la pêche.",
    ),
)
SENTENCES = [" ".join(parts) for parts in (*ENGLISH, *KOREAN, *FRENCH)]
Meaning = tuple[str | None, str, str, str]


def meaning(one: ParsedClause) -> Meaning:
    """Return owner, act, strength and the wording of the deadline, where that is sure."""
    return one.owner, str(one.act), str(one.strength), "" if one.due.ask else one.due.wording


def read(text: str) -> list[Meaning]:
    """Read a text of our side."""
    found = read_statement(text, ours=OURS, theirs=THEIRS, known=OF_OURS)
    return [meaning(one) for one in found]


def of_line(line: Line) -> Meaning:
    """Return what a line says in the terms of a clause: who spoke owes no topic, and no own request."""
    owner = line.spoken_by.value if line.spoken_by and line.kind != OutcomeKind.TOPIC else None
    if line.kind == OutcomeKind.REQUEST and line.spoken_by in (OwedBy.OURS, OwedBy.THEIRS):
        owner = find_opposite("ours" if owner == "ours" else "theirs")
    return owner, str(line.kind), str(line.strength or "not_stated"), line.wording


class SameWordsTests(SimpleTestCase):
    def test_there_are_enough_and_the_reader_knows_most(self) -> None:
        self.assertGreaterEqual(len(set(SENTENCES)), 300)
        self.assertGreaterEqual(sum(bool(read(one)) for one in SENTENCES), 275)

    def test_a_line_is_read_as_a_text(self) -> None:
        for sentence in SENTENCES:
            found = read(sentence)
            if found:
                with self.subTest(sentence):
                    self.assertEqual(of_line(read_line(sentence, PARTIES)), found[0])

    def test_an_email_and_a_pasted_readout_are_read_as_a_text(self) -> None:
        for sentence in SENTENCES:
            email = f"From: a@example.org\nTo: b@example.org\nSubject: Follow-up\n\n{sentence}\n"
            readout = read_readout(sentence, ours=OURS, theirs=THEIRS, known=OF_OURS, kind=KIND)
            with self.subTest(sentence):
                self.assertEqual(read(email), read(sentence))
                self.assertEqual([meaning(one) for one in readout.clauses], read(sentence))

    def test_the_cell_of_a_table_is_read_as_a_text(self) -> None:
        for sentence in SENTENCES:
            table = f"| No. | Action | Deadline |\n|---|---|---|\n| 1 | {sentence} | |\n| 2 | {sentence} | |"
            with self.subTest(sentence):
                found = read(sentence)
                if found and found[0][1] in ("commitment", "request", "offer"):
                    self.assertEqual(read(table)[0], found[0])

    def test_a_point_and_a_paragraph_are_read_alike(self) -> None:
        for sentence in SENTENCES:
            with self.subTest(sentence):
                self.assertEqual(read(f"- {sentence}"), read(sentence))
