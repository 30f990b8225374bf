"""Frames of the SensorSwarm protocol, byte for byte."""

import pytest

from handlers.swarm import (
    Ack,
    BadMagic,
    ChecksumMismatch,
    Command,
    Config,
    Frame,
    FrameError,
    FrameTooShort,
    Heartbeat,
    LengthMismatch,
    Measured,
    PayloadTooLong,
    Register,
    Report,
    TimeSync,
    UnknownFrameType,
    UnsupportedVersion,
    ValueOutOfRange,
    Wake,
    WakeNotify,
    decode,
    encode,
)

GOLDEN: list[tuple[Frame, str]] = [
    (
        Report(1, (Measured("temperature", 22.5), Measured("humidity", 55.0))),
        "53 01 01 01 02 01 00 00 b4 41 02 00 00 5c 42 b8",
    ),
    (Heartbeat(1, battery_mv=3300, uptime_s=120), "53 01 02 01 e4 0c 78 00 00 00 c1"),
    (Register(1, "esp32", ("temperature", "humidity")), "53 01 04 01 01 02 01 02 57"),
    (Command(3, "set_state", 1), "53 01 80 03 01 01 01 d0"),
    (Ack(3), "53 01 fe 03 af"),
    (WakeNotify(1, woken=2), "53 01 03 01 02 52"),
    (Config(3, b"\x05"), "53 01 81 03 01 05 d4"),
    (TimeSync(3, epoch_s=1), "53 01 82 03 01 00 00 00 d2"),
    (Wake(3), "53 01 ff 03 ae"),
    (Command(3, "deep_sleep", 60_000), "53 01 80 03 05 04 60 ea 00 00 5a"),
]


@pytest.mark.parametrize(("frame", "golden"), GOLDEN)
def test_a_frame_and_its_bytes_are_one_thing(frame: Frame, golden: str) -> None:
    assert encode(frame).hex(" ") == golden
    assert decode(bytes.fromhex(golden)) == frame


@pytest.mark.parametrize(
    ("damaged", "error"),
    [
        ("", FrameTooShort),
        ("53 01 fe 03", FrameTooShort),
        ("53 01 02 01 e4 0c c1", FrameTooShort),
        ("54 01 fe 03 a8", BadMagic),
        ("53 02 fe 03 ac", UnsupportedVersion),
        ("53 01 10 03 41", UnknownFrameType),
        ("53 01 fe 03 ae", ChecksumMismatch),
        ("53 01 fe 03 af 00", LengthMismatch),
        ("53 01 01 01 30 62", PayloadTooLong),
        ("53 01 80 03 01 02 01 01 d2", ValueOutOfRange),
    ],
)
def test_what_is_wrong_with_a_frame_has_a_name(damaged: str, error: type[FrameError]) -> None:
    with pytest.raises(error):
        decode(bytes.fromhex(damaged))


def test_an_error_says_what_was_expected_and_what_came() -> None:
    with pytest.raises(ChecksumMismatch) as caught:
        decode(bytes.fromhex("53 01 fe 03 ae"))
    assert (caught.value.expected, caught.value.actual) == (0xAF, 0xAE)


def test_a_code_without_a_name_passes_through_unchanged() -> None:
    frame = Report(7, (Measured("unknown_0x7f", 1.0),))
    assert decode(encode(frame)) == frame


def test_a_float32_is_read_to_four_decimals() -> None:
    report = decode(encode(Report(1, (Measured("ph", 6.1),))))
    assert report == Report(1, (Measured("ph", 6.1),))


@pytest.mark.parametrize(
    "frame",
    [
        Ack(256),
        Heartbeat(1, battery_mv=-1, uptime_s=0),
        Command(1, "set_state", 256),
        Command(1, "no_such_command"),
        Report(1, (Measured("temperature", 1e39),)),
        Report(1, (Measured("temperature", 1.0),) * 48),
        Config(1, bytes(240)),
    ],
)
def test_what_does_not_fit_into_a_frame_is_refused(frame: Frame) -> None:
    with pytest.raises((ValueOutOfRange, PayloadTooLong)):
        encode(frame)
