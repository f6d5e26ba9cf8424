"""A trigger that rewrites rows before they are sealed is named; the tracker's own are not."""

import pytest
from django.db import connection, transaction
from django.test import TestCase

from commitments import verification

FORGE = "UPDATE commitments_auditrow SET reason = 'forged' WHERE id = NEW.id;"
FUNCTION = "BEGIN NEW.reason = 'forged'; RETURN NEW; END"
ON = "INSERT ON commitments_auditrow FOR EACH ROW"
REWRITE = {
    "sqlite": (f"CREATE TRIGGER rewrite AFTER {ON} BEGIN {FORGE} END",),
    "postgresql": (
        f"CREATE FUNCTION rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ {FUNCTION} $$",
        f"CREATE TRIGGER rewrite BEFORE {ON} EXECUTE FUNCTION rewrite()",
        "CREATE RULE swallow AS ON DELETE TO commitments_reminder DO INSTEAD NOTHING",
    ),
}
NAMED = {"sqlite": ["rewrite"], "postgresql": ["rewrite", "swallow"]}


@pytest.mark.both
class ForeignTests(TestCase):
    def found(self) -> list[str]:
        return [one.row for one in verification.list_foreign_triggers()]

    def test_a_trigger_or_rule_that_the_tracker_did_not_make_is_named(self) -> None:
        self.assertEqual(self.found(), [])
        with transaction.atomic():
            with connection.cursor() as cursor:
                for statement in REWRITE[connection.vendor]:
                    cursor.execute(statement)
            self.assertEqual(self.found(), NAMED[connection.vendor])
            transaction.set_rollback(True)
