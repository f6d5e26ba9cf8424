"""An officer writes what the minister reads, in a real browser."""

from commitments.models import Brief, ProposedWording, TopicBrief
from commitments.packets import briefs
from tests import make
from tests.cast import NOW
from tests.flows.stories import Stories

VIEWS = [(1280, "light"), (320, "dark")]


class BriefingTests(Stories):
    def test_a_brief_is_written_previewed_and_saved_by_the_keyboard_alone(self) -> None:
        meeting = make.meeting(self.cast, title="Talks ahead", held=False)
        self.tell("tests.flows.briefing", "write", meeting=f"/admin/commitments/meeting/{meeting.pk}/change/")
        brief = Brief.objects.get()
        self.assertEqual(brief.why, "They asked for it **in March**")
        self.assertEqual(brief.objectives.splitlines(), ["- Sign the note", "- Name a day"])
        self.assertEqual(brief.messages.splitlines(), ["- One", "- Two", "- Three"])

    def test_the_pages_are_clean(self) -> None:
        meeting = make.meeting(self.cast, title="Talks ahead", held=False)
        brief = Brief(meeting=meeting, why="Because.", messages="- a\n- b\n- c\n- d")
        topic = TopicBrief(meeting=meeting, title="Harbours", points="- **Ask** for it")
        wording = ProposedWording(meeting=meeting, title="Lamps", wording="Both sides will lend lamps.")
        for written in (brief, topic, wording):
            briefs.create_written(written, by=self.cast.officer, now=NOW)
        base = "/admin/commitments"
        paths = [
            f"{base}/meeting/{meeting.pk}/change/",
            f"{base}/brief/{brief.pk}/change/",
            f"{base}/topicbrief/{topic.pk}/change/",
            f"{base}/topicbrief/{topic.pk}/step/take-off/",
            f"{base}/topicbrief/add/?meeting={meeting.pk}",
            f"{base}/proposedwording/{wording.pk}/change/",
            f"{base}/proposedwording/add/",
            f"{base}/topicbrief/",
        ]
        self.tell("tests.pages.browser", "look", paths=paths, views=VIEWS)
