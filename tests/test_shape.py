"""The house keeps its shape: ranks, cycles, sizes, one clock, no signals, nothing marked safe."""

import itertools
import re

from django.test import SimpleTestCase

from tests import shape
from tests.shape import Module, own_modules

CODE = own_modules("commitments", "tracker")
# Views, commands and tasks read the time; whoever stands below them is told.
EDGE_RANK = shape.ranks()["commitments.tasks"]
# Where what is read ends before a person or a program.
EDGES = tuple(f"commitments.{name}." for name in ("admin", "api", "web", "templatetags", "management"))


class HouseTests(SimpleTestCase):
    def test_a_file_imports_only_from_lower_ranks(self) -> None:
        self.assertEqual(shape.rank_findings(CODE, shape.ranks()), [])

    def test_no_modules_import_each_other(self) -> None:
        self.assertEqual(shape.cycle_findings(CODE), [])

    def test_files_and_functions_stay_short_annotated_and_without_inner_imports(self) -> None:
        long = [m.name for m in CODE if len(m.source.splitlines()) > shape.FILE_LINES]
        self.assertEqual([*long, *itertools.chain(*map(shape.function_findings, CODE))], [])

    def test_no_module_assigns_a_name_twice(self) -> None:
        self.assertEqual(list(itertools.chain(*map(shape.reassignment_findings, CODE))), [])

    def test_only_the_edges_read_the_clock(self) -> None:
        units = shape.ranks()
        below = [m for m in CODE if units.get(shape.unit_of(m.name, units) or "", EDGE_RANK) < EDGE_RANK]
        self.assertEqual(list(itertools.chain(*map(shape.clock_findings, below))), [])

    def test_the_edges_read_nothing_where_relations_are_not_watched(self) -> None:
        edges = [m for m in CODE if m.name.startswith(EDGES)]
        self.assertEqual(list(itertools.chain(*map(shape.unwatched_findings, edges))), [])
        self.assertEqual(len(shape.unwatched_findings(Module("x", "get_deleted_objects(found)"))), 1)

    def test_the_edges_begin_every_query_at_the_door(self) -> None:
        edges = [m for m in CODE if m.name.startswith(EDGES)]
        self.assertGreater(len(edges), 100)
        self.assertEqual(list(itertools.chain(*map(shape.manager_findings, edges))), [])

    def test_only_access_says_what_is_narrowed_and_only_the_middleware_what_is_watched(self) -> None:
        names = {"commitments.models", "commitments.access", "commitments.web.middleware"}
        # The one other thing of that module is the language in which names are given.
        found = re.compile(r"^from commitments\.models\.base import (?!spoken_in$)", re.MULTILINE)
        users = [
            m.name for m in CODE if not m.name.startswith("commitments.models") and found.search(m.source)
        ]
        self.assertGreater(len(users), 1)
        self.assertEqual([name for name in users if not name.startswith(tuple(names))], [])

    def test_what_is_shaped_before_anybody_asks_is_shaped_in_the_api_alone(self) -> None:
        others = [
            m for m in CODE if not m.name.startswith(("commitments.api.serializers", "commitments.access"))
        ]
        self.assertGreater(len([m for m in CODE if "list_unfiltered" in m.source]), 1)
        self.assertEqual([m.name for m in others if "list_unfiltered" in m.source], [])

    def test_there_are_no_signals(self) -> None:
        self.assertEqual(list(itertools.chain(*map(shape.signal_findings, CODE))), [])

    def test_no_model_overrides_saving_or_deleting(self) -> None:
        models = [m for m in CODE if m.name.startswith("commitments.models")]
        self.assertEqual(list(itertools.chain(*map(shape.override_findings, models))), [])

    def test_text_is_marked_safe_in_one_place_only(self) -> None:
        others = [m for m in CODE if m.name != "commitments.html"]
        self.assertEqual(list(itertools.chain(*map(shape.unsafe_findings, others))), [])

    def test_templates_escape_and_hold_no_inline_code(self) -> None:
        findings: list[str] = []
        for path in sorted((shape.ROOT / "templates").rglob("*")):
            if path.is_file():
                folder = path.relative_to(shape.ROOT / "templates").parts[0]
                may_style = folder in {"emails", "packets"}
                findings += shape.template_findings(str(path), path.read_text(), may_style=may_style)
        self.assertEqual(findings, [])

    def test_no_template_has_text_of_its_own_where_indentation_counts(self) -> None:
        findings: list[str] = []
        for path in sorted((shape.ROOT / "templates").rglob("*.html")):
            findings += shape.indentation_findings(str(path), path.read_text())
        self.assertEqual(findings, [])

    def test_lines_of_templates_are_short_enough_to_read(self) -> None:
        paths = [path for path in sorted((shape.ROOT / "templates").rglob("*")) if path.is_file()]
        self.assertGreater(len(paths), 100)
        found = [shape.width_findings(str(path), path.read_text()) for path in paths]
        self.assertEqual(list(itertools.chain(*found)), [])


class ProbeTests(SimpleTestCase):
    """Each check finds what it is there for."""

    def test_an_import_upwards_or_sideways_is_found(self) -> None:
        units = {"a": 0, "b": 0, "c": 1}
        code = [Module("a", "import c\nimport b\n"), Module("b", "x = 1\n"), Module("c", "import a\n")]
        self.assertEqual(len(shape.rank_findings(code, units)), 2)

    def test_a_module_without_a_rank_is_found(self) -> None:
        self.assertEqual(len(shape.rank_findings([Module("commitments.new", "x = 1\n")], {})), 1)

    def test_a_cycle_of_three_is_found_and_its_guests_are_not(self) -> None:
        code = [
            Module("a", "import b"),
            Module("b", "import c"),
            Module("c", "import a"),
            Module("d", "x = 1"),
        ]
        self.assertEqual(shape.cycle_findings(code), ["a", "b", "c"])

    def test_a_long_bare_function_with_an_inner_import_is_found_three_times(self) -> None:
        body = "\n".join(["    import os"] + ["    pass"] * shape.FUNCTION_LINES)
        self.assertEqual(len(shape.function_findings(Module("m", f"def f(x):\n{body}\n"))), 3)

    def test_a_name_assigned_twice_is_found_unless_it_builds_on_its_first_value(self) -> None:
        source = "A = 1\nB: int = 1\nA = 2\nB = B + 1\nB += 1\nC = 1\n"
        self.assertEqual(shape.reassignment_findings(Module("m", source)), ["m:3 assigns A again"])

    def test_the_clock_is_found_called_or_handed_on(self) -> None:
        source = "timezone.now()\ndatetime.date.today()\nfield(default=timezone.now)\nrow.now\n"
        self.assertEqual(len(shape.clock_findings(Module("m", source))), 3)

    def test_a_query_past_the_door_is_found_however_the_manager_is_called(self) -> None:
        source = (
            "from commitments.models import Meeting\nfrom knox.models import AuthToken\n"
            "Meeting.objects.all()\nmodel._default_manager.filter(pk=1)\ntype(row)._base_manager.get()\n"
            "models.Meeting.objects\nAuthToken.objects.filter(user=1)\naccess.rows(Meeting, person)\n"
            "row.clauses(manager='objects').all()\n"
        )
        self.assertEqual(len(shape.manager_findings(Module("m", source))), 5)

    def test_signals_overrides_and_safe_marks_are_found(self) -> None:
        self.assertTrue(shape.signal_findings(Module("m", "from django.db.models.signals import post_save")))
        self.assertTrue(shape.override_findings(Module("m", "class A:\n  def save(self): ...")))
        for source in ("from django.utils.safestring import mark_safe", "SafeString('<b>')"):
            self.assertTrue(shape.unsafe_findings(Module("m", source)))
        self.assertEqual(shape.unsafe_findings(Module("m", "def icon() -> SafeString: ...")), [])

    def test_inline_code_in_a_template_is_found(self) -> None:
        for text in ("{{ x|safe }}", "<script>1</script>", '<p style="x">', "<p onclick='x'>", "<style>"):
            with self.subTest(text):
                self.assertEqual(len(shape.template_findings("t", text)), 1)
        self.assertEqual(shape.template_findings("t", '<script src="/x.js"></script>'), [])

    def test_a_line_of_a_template_that_is_too_long_is_found(self) -> None:
        text = f"{'x' * shape.TEMPLATE_COLUMNS}\n{'x' * (shape.TEMPLATE_COLUMNS + 1)}\n"
        self.assertEqual(shape.width_findings("t", text), ["t:2 has 121 characters"])

    def test_text_of_a_template_whose_indentation_counts_is_found(self) -> None:
        for text in (
            "<pre>\n  text</pre>",
            "<pre>{{ x }}\n  {{ y }}</pre>",
            '<textarea name="x">\n  {{ x }}</textarea>',
            "{% blocktranslate %}one\n  line{% endblocktranslate %}",
        ):
            with self.subTest(text):
                self.assertEqual(len(shape.indentation_findings("t", text)), 1)
        for text in (
            "<pre>{{ x }}</pre>",
            '<textarea name="x"></textarea>',
            "{% blocktranslate %}one line{% endblocktranslate %}",
            "{% blocktranslate trimmed %}\n  one\n  line\n{% endblocktranslate %}",
        ):
            with self.subTest(text):
                self.assertEqual(shape.indentation_findings("t", text), [])
