"""What is said of a task: one utterance for each occasion, so named that none is said twice."""

from events.envelope import Draft
from events.identity import Subject
from events.payload import Payload
from events.tasks import Announced, Reminded
from events.voice import Requested, Tone
from handlers.tasks.subjects import task_subject
from projections.tasks import Task

CRITICAL = 4


def announced(task: Task) -> list[Draft]:
    """A task that is shown from now on is said aloud, with what its wish gave to be said."""
    utterance = f"task-{task.task}-announcement"
    return _said(task, utterance, "announcement", Announced(task=task.task, utterance=utterance))


def reminded(task: Task, occasion: str) -> list[Draft]:
    """People are reminded of a task that nobody has taken."""
    utterance = f"task-{task.task}-reminder-{occasion}"
    return _said(task, utterance, "reminder", Reminded(task=task.task, utterance=utterance))


def _said(task: Task, utterance: str, purpose: str, noted: Payload) -> list[Draft]:
    tone: Tone = "alert" if task.urgency >= CRITICAL else "neutral"
    wanted = Requested(
        utterance=utterance,
        purpose=purpose,
        text=task.announcement_text,
        audio_url=task.announcement_audio_url,
        zone=task.zone,
        tone=tone,
        task=task.task,
    )
    subject = task_subject(task.task)
    said = Draft(wanted, Subject.of("utterance", utterance), (subject,))
    return [said, Draft(noted, subject)]
