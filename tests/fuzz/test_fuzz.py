"""The proof in short, and that it sees harm where there is some."""

import contextlib
import hashlib
import io
from unittest import mock

from django.test import SimpleTestCase

from commitments.documents import reading
from tests.fuzz import trying
from tests.fuzz.mutations import mutations
from tests.fuzz.seeds import seeds


class FuzzTests(SimpleTestCase):
    def run_proof(self, *arguments: str) -> tuple[int, str]:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            code = trying.main(arguments)
        return code, said.getvalue()

    def test_files_altered_in_some_ways_do_no_harm(self) -> None:
        code, said = self.run_proof("-n", "24", "--seed", "3")
        self.assertEqual(code, 0, said)
        self.assertIn("| floor |", said)

    def test_harm_is_seen_and_named(self) -> None:
        with mock.patch.object(reading, "text_of", side_effect=KeyError("w:p")):
            code, said = self.run_proof("-n", "2")
        self.assertEqual(code, 1)
        self.assertIn("traceback: .docx text flip KeyError: 'w:p'", said)
        with mock.patch.object(trying, "MOST_KIB", 1000):
            self.assertIn("over memory: .docx", self.run_proof("-n", "9")[1])

    def test_whole_files_are_read_by_every_call_that_takes_them(self) -> None:
        for ending, whole in seeds().items():
            for content in whole:
                for one in trying.read(ending, "", content):
                    self.assertEqual((one.outcome, one.note), (trying.OK, ""), (ending, one.call))
        self.assertGreater(sum(len(mutations(ending)) for ending in seeds()), 100)

    def test_the_same_seed_gives_the_same_files(self) -> None:
        once, again = (
            [hashlib.sha256(content).hexdigest() for _ending, _name, content in trying.files(60, 5)]
            for _ in range(2)
        )
        self.assertEqual(once, again)
