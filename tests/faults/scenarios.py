"""The faults of the catalogue, which tests try each, and which control fails the same test."""

from collections.abc import Sequence
from dataclasses import dataclass

REMINDERS = "tests/commitments/reminders/"
FAULTS = "tests/faults/"
QUEUE = f"{FAULTS}proof_queue.py::"
FATES = f"{REMINDERS}test_journal.py::FateTests::test_"
FLOWS = "tests/flows/test_reminders.py::"
INSTANTS = f"{FAULTS}test_instants.py::"
OUTAGES = f"{FAULTS}test_outages.py::"
SIX_HOURS = f"{OUTAGES}SixHoursTests::"
MOVED = f"{OUTAGES}MovedTests::"
DATABASES = f"{FAULTS}test_databases.py::"
STOPPED = f"{DATABASES}StoppedTests::"
PLANNER = f"{FAULTS}test_planner.py::PlannerTests::"
LINKS = f"{FAULTS}test_links.py::OneLinkTests::"


@dataclass(frozen=True)
class Scenario:
    """A fault of the catalogue, the tests that try it, and those that show that the tests can fail."""

    number: str
    what: str
    tests: Sequence[str]
    controls: Sequence[str] = ()


SCENARIOS = (
    Scenario(
        "1",
        "kill -9 at each named instant",
        (
            f"{INSTANTS}InstantTests::test_with_an_oracle_each_arrives_once",
            f"{INSTANTS}InstantTests::test_without_an_oracle_each_arrives_once_or_is_held_and_in_sight",
            f"{INSTANTS}InstantTests::test_into_files_every_doubt_is_settled_and_each_mail_is_there_once",
        ),
        (
            f"{INSTANTS}InstantTests::test_control_a_queue_that_requeues_blindly_sends_twice",
            f"{INSTANTS}InstantTests::test_control_a_loop_that_marks_and_then_sends_loses",
            f"{INSTANTS}InstantTests::test_control_a_loop_that_sends_and_then_marks_doubles",
        ),
    ),
    Scenario(
        "2",
        "kill -9 at random, with and without an oracle",
        (f"{FAULTS}test_kills.py::RandomKillTests",),
        (f"{FAULTS}proof_controls.py::KillTests",),
    ),
    Scenario(
        "3",
        "FLUSHALL of Redis",
        (
            f"{FLOWS}RedisTests::test_losing_all_of_redis_costs_one_interval",
            f"{QUEUE}RedisTests::test_flushall_with_hundreds_queued",
        ),
        (f"{QUEUE}RedisTests::test_control_without_a_schedule_what_was_queued_is_gone",),
    ),
    Scenario(
        "4",
        "Redis killed and started again",
        (f"{QUEUE}RedisTests::test_redis_killed_and_started_again",),
    ),
    Scenario(
        "5",
        "no Redis for an hour: the command alone sends",
        (
            f"{FLOWS}BrokerTests::test_without_a_broker_the_command_sends_it_once",
            f"{QUEUE}RedisTests::test_an_hour_without_redis",
        ),
    ),
    Scenario(
        "6",
        "several workers, schedules and sweeps at once",
        (
            f"{INSTANTS}TogetherTests::test_four_sweeps_at_once_send_one_mail_each",
            f"{QUEUE}RedisTests::test_two_schedules_four_workers_and_a_cron_job",
            f"{FLOWS}RedisTests::test_workers_and_a_schedule_on_redis_send_it_once",
            f"{FLOWS}BrokerTests::test_a_worker_and_two_schedules_on_the_file_broker_send_it_once",
        ),
        (f"{INSTANTS}TogetherTests::test_control_four_loops_at_once_send_again",),
    ),
    Scenario(
        "7",
        "everything down for three days",
        (f"{OUTAGES}ThreeDaysTests::test_each_has_one_mail_that_says_overdue_and_they_go_out_slowly",),
        (f"{OUTAGES}ThreeDaysTests::test_control_without_a_limit_all_go_at_once",),
    ),
    Scenario(
        "8",
        "421 and 451 for six hours",
        (f"{SIX_HOURS}test_a_server_that_puts_off_for_six_hours_is_asked_seldom_and_gets_all_after",),
        (f"{SIX_HOURS}test_control_who_does_not_wait_asks_each_time",),
    ),
    Scenario(
        "9",
        "550 for one of three",
        (
            f"{FATES}a_mailbox_that_is_refused_is_shown_and_not_tried_again",
            f"{OUTAGES}RefusedTests::test_of_three_two_are_sent_and_one_is_shown_and_not_tried_again",
        ),
        (f"{OUTAGES}RefusedTests::test_control_a_loop_stops_at_the_first_that_is_refused",),
    ),
    Scenario(
        "10",
        "the connection cut after the last dot",
        (
            f"{FATES}a_connection_cut_after_the_dot_is_in_doubt_and_not_sent_again",
            f"{REMINDERS}test_unconfirmed.py::DoubtTests",
            f"{OUTAGES}CutTests::test_who_is_cut_off_has_one_mail_as_the_others",
        ),
        (f"{OUTAGES}CutTests::test_control_a_loop_sends_it_again",),
    ),
    Scenario(
        "11",
        "a server that answers a byte at a time",
        (f"{OUTAGES}CrawlTests",),
        (f"{FAULTS}proof_controls.py::CrawlTests",),
    ),
    Scenario(
        "12",
        "PostgreSQL stopped at once, and started",
        (
            f"{FAULTS}proof_databases.py::DroppedTests",
            f"{FAULTS}proof_databases.py::ForgetTests",
            f"{STOPPED}test_a_server_that_is_stopped_at_once_and_started_again_costs_nothing",
        ),
        (f"{FAULTS}proof_databases.py::ForgottenTests",),
    ),
    Scenario(
        "13",
        "no room; the database held",
        (f"{DATABASES}NoRoomTests", "tests/commitments/web/test_away.py"),
    ),
    Scenario("14", "the clock set back two hours", (f"{OUTAGES}ClockTests",)),
    Scenario(
        "15",
        "the deadline moved between claim and dot",
        (
            f"{REMINDERS}test_journal.py::ClaimTests::test_a_deadline_moved_between_claim_and_dot_is_not_told",
            f"{MOVED}test_a_deadline_moved_between_claim_and_dot_is_not_told_and_the_new_one_is",
        ),
        (f"{MOVED}test_control_a_dot_that_asks_nothing_tells_the_old_one",),
    ),
    Scenario("16", "who is told leaves, then everybody", (f"{OUTAGES}LeavingTests",)),
    Scenario(
        "17",
        "the first of many crashes",
        (f"{OUTAGES}FirstCrashesTests", f"{REMINDERS}test_quarantine.py"),
    ),
    Scenario(
        "18",
        "zones, clock changes, holidays, a year without data",
        (
            f"{REMINDERS}test_plan.py",
            f"{PLANNER}test_it_says_what_the_slow_way_says",
            f"{FAULTS}test_nights.py",
        ),
        (
            f"{PLANNER}test_control_a_planner_that_knows_no_holidays_is_found_out",
            f"{PLANNER}test_control_one_that_knows_no_clock_changes_is_found_out",
        ),
    ),
    Scenario("19", "hostile messages in Redis", (f"{QUEUE}HostileTests",)),
    Scenario(
        "43",
        "Redis gone, full, read-only, of wrong types: a process that needs only the database",
        (
            f"{FAULTS}test_redis_states.py::ShortTests",
            f"{FAULTS}proof_redis.py",
        ),
        (f"{FAULTS}proof_redis.py::ControlTests",),
    ),
    Scenario(
        "links",
        "one answer link posted by many at once",
        (f"{LINKS}test_one_of_many_posts_at_once_is_taken_and_the_others_say_that_it_was_answered",),
        (f"{LINKS}test_control_who_looks_and_then_writes_fails_the_others",),
    ),
    Scenario(
        "late",
        "a journal mailbox that is five minutes late",
        (f"{FAULTS}test_late_journal.py", f"{FAULTS}proof_journal.py"),
    ),
    Scenario(
        "daily",
        "an outage that ends seconds before the daily time",
        (f"{OUTAGES}DailyTimeTests",),
    ),
    Scenario(
        "first",
        "a thousand people at once: the first email",
        (f"{FAULTS}test_first_email.py",),
    ),
    Scenario("timely", "a thousand mails at once; a backlog beside", (f"{FAULTS}proof_timely.py",)),
    Scenario(
        "failover",
        "a standby takes over; a backup is restored",
        (f"{FAULTS}test_failover.py::StandbyTests", f"{FAULTS}test_failover.py::BackupTests"),
        (f"{FAULTS}proof_databases.py::ForgottenTests",),
    ),
    Scenario("clock", "a process clock that is not the database's", (f"{FAULTS}test_clocks.py",)),
)
