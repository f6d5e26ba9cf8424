"""What is found is listed as it is typed, in a real browser."""

from tests import make
from tests.flows.stories import Stories


class FindingTests(Stories):
    def test_go_to_lists_while_typing_and_opens_what_is_chosen(self) -> None:
        visit = make.meeting(self.cast, title="Talks on the ferry")
        point = make.outcome(self.cast, visit, clause="양국은 범죄수사에서 협력을 강화한다.")
        make.commitment(self.cast, point, title="Ferry for two")
        self.tell("tests.flows.finding", "by_keys", reference=visit.reference.lower().replace("-", " "))
