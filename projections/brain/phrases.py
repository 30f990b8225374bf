"""Single lines of the brain's context: a zone, an alarm, a note, a task, a deed, in words."""

from collections.abc import Mapping
from datetime import datetime

from projections.brain.fitting import Line
from projections.brain.quoting import cleaned, is_known_word, is_telling_name
from projections.brain.rows import Deed, Gear, Note, TaskReport
from projections.brain.seeing import Sounding
from projections.brain.vocabulary import is_usual_name
from projections.brain.wording import UNITS, Words
from projections.switches import switched
from projections.tasks import Task
from projections.zones import Value, is_quantity

ORDER = ("temperature", "humidity", "co2", "illuminance", "pressure")
UNSAID = frozenset(
    {
        "motion",
        "occupancy",
        "presence",
        "battery_mv",
        "battery_pct",
        "battery_low",
        "heartbeat",
        "linkquality",
        "gas_resistance",
    }
)
"""Channels that the model is not bothered with: people are counted, batteries looked after."""
SWITCHES = frozenset({"door", "window", "contact"})
OTHERS_LIMIT = 4
"""Channels of a zone besides the usual ones that are shown."""
LIMITS = {"temperature": (18.0, 26.0), "humidity": (30.0, 60.0), "co2": (1_000.0,)}
"""Where comfort ends, as the constitution says."""
STEPS = {"temperature": 0.1, "humidity": 1.0, "co2": 10.0, "illuminance": 10.0, "pressure": 1.0}
"""To what values are rounded: a prompt need not change with every breath."""


def amount(channel: str, value: float) -> str:
    """A value with its unit, rounded."""
    step = STEPS.get(channel)
    if step is None:
        return f"{value:.4g}"
    rounded = away_from_limit(channel, value, round(value / step) * step, step)
    digits = f"{rounded:.1f}" if step < 1 else f"{rounded:.0f}"
    return f"{digits}{UNITS[channel]}"


def away_from_limit(channel: str, value: float, rounded: float, step: float) -> float:
    """The rounded value, on the side of every limit on which the value is.

    26.004 °C is more than 26: a model that reads "26.0" would see nothing wrong.
    """
    for limit in LIMITS.get(channel, ()):
        if value > limit >= rounded:
            return limit + step
        if value < limit <= rounded:
            return limit - step
    return rounded


def quantity(channel: str, words: Words) -> str:
    return words.quantities.get(channel, channel)


def zone_line(zone: str, values: Mapping[str, Value], people: int | None, words: Words) -> Line:
    """`- main: 気温 32.8°C、湿度 45%、在室 2人`."""
    shown = [name for name in ORDER if name in values]
    others = sorted(values.keys() - set(ORDER) - UNSAID)[:OTHERS_LIMIT]
    told = (*shown, *others)
    said = [measured(name, values[name], words) for name in told]
    tainted = any(is_foreign(values[name]) for name in told)
    tainted = tainted or is_telling(zone) or not all(map(is_usual_name, others))
    if people is not None:
        said.append(words.people.format(count=people))
    return Line(f"- {zone}: {words.joined.join(said)}", tainted)


def measured(channel: str, value: Value, words: Words) -> str:
    name = quantity(channel, words)
    if channel in SWITCHES or isinstance(value, bool):
        value = "on" if switched(value) else "off"
    return words.measured.format(quantity=name, value=_said(channel, value, words))


def _said(channel: str, value: Value, words: Words) -> str:
    """In quotes, which order nothing, only where the word is of a device's own choice."""
    if is_quantity(value):
        return amount(channel, float(value))
    return words.quote.format(text=value) if is_foreign(value) else str(value)


def is_telling(*names: str | None) -> bool:
    """Whether one of the names could tell the model something."""
    return any(is_telling_name(name) for name in names if name is not None)


def is_foreign(value: Value) -> bool:
    """Whether a value is a word of a device's own choice."""
    return isinstance(value, str) and not is_known_word(value)


def alert_line(zone: str, sounding: Sounding, words: Words) -> Line:
    """`- main: 気温が高い 32.8°C（基準 26°C）`."""
    alarm = sounding.alarm
    said = words.alert.format(
        quantity=quantity(alarm.channel, words),
        side=words.high if alarm.bound == "above" else words.low,
        value=amount(alarm.channel, sounding.value),
        limit=f"{alarm.threshold:g}{UNITS[alarm.channel]}",
    )
    return Line(f"- {zone}: {said}", is_telling(zone))


def age(moment: datetime, now: datetime, words: Words) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    return words.ago.format(minutes=minutes) if minutes > 0 else words.now


def note_line(note: Note, now: datetime, words: Words) -> Line:
    """`- 1分前 main: temperature_high 気温 32.8°C`."""
    where = f" {note.zone}" if note.zone else ""
    said = [note.kind]
    if note.channel is not None and note.value is not None:
        said.append(measured(note.channel, note.value, words))
    elif note.value is not None:
        said.append(words.minutes.format(count=round(note.value)))
    if note.device is not None:
        said.append(note.device)
    line = f"- {age(note.time, now, words)}{where}: {' '.join(said)}"
    return Line(line, is_telling(note.zone, note.device))


def report_line(report: TaskReport, now: datetime, words: Words) -> Line:
    """`- 3分前 「窓を開けてください」（main） resolved 「開けました」`."""
    note = "" if not report.note else " " + words.quote.format(text=report.note)
    title = words.quote.format(text=report.title)
    status = report.status or "done"
    when = age(report.time, now, words)
    tainted = bool(report.note) or report.tainted or is_telling(report.zone)
    return Line(f"- {when} {title}{located(report.zone, words)} {status}{note}", tainted)


def task_line(task: Task, tainted: bool, words: Words) -> Line:
    """`- 「室温を下げてください」（main） environment 受付中`."""
    title = words.quote.format(text=cleaned(task.title))
    kinds = " ".join(cleaned(one, 20) for one in task.task_types[:3])
    state = words.waiting if task.is_free else words.accepted
    said = " ".join(filter(None, [f"{title}{located(task.zone, words)}", kinds, state]))
    return Line(f"- {said}", tainted or is_telling(task.zone, *task.task_types[:3]))


def deed_line(deed: Deed, now: datetime, words: Words) -> Line:
    """`- 5分前 create_task 「室温を下げてください」（main） → 依頼した`."""
    what = words.quote.format(text=cleaned(deed.what))
    outcome = words.outcomes.get(deed.outcome, deed.outcome)
    where = located(deed.zone, words)
    said = f"- {age(deed.time, now, words)} {deed.tool} {what}{where} → {outcome}"
    return Line(said, deed.tainted or is_telling(deed.zone, deed.device))


def gear_words(gear: Gear) -> str:
    """`power_state=on mode=cool`."""
    return " ".join(f"{name}={value}" for name, value in gear.state.items())


def located(zone: str | None, words: Words) -> str:
    return "" if zone is None else words.located.format(zone=cleaned(zone))
