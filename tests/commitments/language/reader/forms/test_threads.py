"""Chats are read message by message: each is of its writer's side."""

from commitments.language.reader.participants import Known
from commitments.language.reader.reader import read_statement
from tests.commitments.language.reader.reading import HELD_ON, items

CHAT = """[12.05.26 08:04] Ana (Valdorian Navy): Morning! Could you send the crew list by 20 May?
[12.05.26 08:06] Kim Jin-a: Yes. We will send the berth plan by 15 May
[12.05.26 08:09] Ana (Valdorian Navy): Our exercise starts on 3 June, no ship to spare then
"""
KOREAN = """[아나 (발도리아 해군)] [오전 9:02] 안녕하세요
[김진아 (한국 해양경찰청)] [오전 9:05] 저희가 승무원 명단을 5월 15일까지 보내겠습니다
[아나 (발도리아 해군)] [오후 1:07] 네, 저희는 도면을 5월 20일까지 송부하겠습니다
"""


def test_each_message_is_of_its_writer() -> None:
    found = [(one.owner, one.due.wording, one.clause) for one in items(CHAT, known=Known())]
    assert found == [
        ("theirs", "by 20 May", "Could you send the crew list by 20 May?"),
        ("theirs", "by 15 May", "We will send the berth plan by 15 May"),
    ]


def test_the_places_are_those_of_the_whole_chat() -> None:
    for one in items(CHAT, known=Known()):
        assert CHAT[slice(*one.place)] == one.clause
        assert one.due_place
        assert CHAT[slice(*one.due_place)] == one.due.wording


def test_a_message_in_korean_needs_no_full_stop() -> None:
    found = read_statement(KOREAN, ours=["발도리아"], theirs=["한국"], held_on=HELD_ON)
    assert [(one.owner, one.due.wording) for one in found] == [
        ("theirs", "5월 15일까지"),
        ("ours", "5월 20일까지"),
    ]


def test_an_exported_chat_has_its_day_in_words() -> None:
    text = "".join(
        f"2026년 5월 12일 오전 9:0{n}, {who} : {said}\n"
        for n, (who, said) in enumerate(
            [
                ("아나 (발도리아 해군)", "네"),
                ("김진아", "저희가 도면을 5월 20일까지 보내겠습니다"),
                ("김진아", "네"),
            ]
        )
    )
    found = read_statement(text, ours=["발도리아"], theirs=["한국"], held_on=HELD_ON)
    assert [(one.owner, one.due.wording) for one in found] == [("theirs", "5월 20일까지")]


def test_two_lines_with_an_hour_are_no_chat() -> None:
    text = "[08:04] Agenda: Korea will send the plan by 15 May.\n[09:00] Trade: no conclusion."
    assert [one.owner for one in items(text)] == ["theirs"]
