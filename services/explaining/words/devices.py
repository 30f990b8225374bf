"""What devices are, said and were told to do, in plain words."""

from collections.abc import Mapping

from events import devices
from services.explaining.words.phrases import Words, call, on_one_line, place, shown, words_for


def _requested(data: devices.CommandRequested) -> str:
    again = f", attempt {data.attempt}" if data.attempt > 1 else ""
    return f"{data.device} was to do {call(data.tool, data.arguments)}{again}"


def _sent(data: devices.CommandSent) -> str:
    again = f", for the {data.sending}th time" if data.sending > 1 else ""
    return f"the command was sent to {data.device}{again}"


def _online(data: devices.CameOnline) -> str:
    after = "" if data.offline_s is None else f" after {data.offline_s:.0f} s"
    return f"{data.device} was heard{after}"


DEVICES: Mapping[str, Words] = dict(
    (
        words_for(devices.Registered, lambda data: f"{data.device} said what it is"),
        words_for(
            devices.HeartbeatReceived, lambda data: f"{data.device} is {on_one_line(data.status)}"
        ),
        words_for(
            devices.TrustChanged,
            lambda data: f"{data.device} may {'' if data.trusted else 'not '}be commanded",
        ),
        words_for(
            devices.GapDetected,
            lambda data: (
                f"messages {data.first_seq} to {data.last_seq} of {data.device} never came"
            ),
        ),
        words_for(devices.CameOnline, _online),
        words_for(
            devices.WentOffline,
            lambda data: f"{data.device} was not heard for {data.silent_s:.0f} s{place(data.zone)}",
        ),
        words_for(
            devices.BatteryLow,
            lambda data: f"the battery of {data.device} was down to {data.battery_mv:.0f} mV",
        ),
        words_for(
            devices.StateReported, lambda data: f"{data.device} reported {shown(data.state)}"
        ),
        words_for(devices.CommandRequested, _requested),
        words_for(devices.CommandSent, _sent),
        words_for(
            devices.CommandSucceeded,
            lambda data: f"{data.device} answered the command: {shown(data.result)}",
        ),
        words_for(
            devices.CommandFailed,
            lambda data: f"{data.device} could not do it: {on_one_line(data.message)}",
        ),
        words_for(
            devices.CommandTimedOut,
            lambda data: f"{data.device} did not answer within {data.timeout_s:g} s",
        ),
        words_for(
            devices.XpGranted,
            lambda data: f"{data.device} earned {data.amount} experience for task {data.task}",
        ),
    )
)
