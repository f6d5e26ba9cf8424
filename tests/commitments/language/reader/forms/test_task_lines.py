"""Lines that name who acts and by when without headings: arrows, labelled sentences, numbered records."""

from tests.commitments.language.reader.reading import items


def read(text: str) -> list[tuple[str | None, str]]:
    """Give the owner and the words of the deadline of each item."""
    return [(one.owner, one.due.wording) for one in items(text) if not one.is_weak]


def test_whose_a_line_is_stands_before_an_arrow() -> None:
    """What follows the last dash says by when."""
    text = "* Valdoria/VWB -> map the two wells - 28 Aug\n* both → agree on the fee (no date)\n"
    assert read(text) == [("ours", "28 Aug"), ("joint", "")]


def test_one_arrow_tells_of_a_way() -> None:
    """A single one is no list of tasks."""
    assert read("Seoul -> Valdoria: three hours by ship.\n") == []


def test_owner_and_date_stand_in_sentences_behind_the_task() -> None:
    """Each with its label."""
    text = "B1. Print the guide for sailors. Owner: Korea (harbour office). Due: 3 May.\n"
    assert read(text) == [("theirs", "3 May")]


def test_owner_and_date_stand_in_brackets_behind_the_task() -> None:
    """As in sentences."""
    assert read("1. Print the guide (Owner: Valdoria; Due: 3 May)\n") == [("ours", "3 May")]


def test_a_record_stands_below_its_number() -> None:
    """The line between the number and the owner is the task."""
    text = "Decision 1\nPrint the guide for sailors.\nResponsible: Valdoria\nDeadline: 3 May\n"
    assert read(text) == [("ours", "3 May")]


def test_a_row_in_which_nothing_was_decided_is_no_task() -> None:
    """Its neighbours are."""
    text = (
        "| Subject | Responsible | Conclusion | Time-limit |\n|---|---|---|---|\n"
        "| Ports | Valdoria | Print the guide | 3 May |\n| Rail | – | No conclusion was reached | – |\n"
    )
    assert read(text) == [("ours", "3 May")]
