"""Whatever is sent over a byte stream, in whatever pieces, comes out as the same frames."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from handlers.swarm import (
    Ack,
    Command,
    Config,
    Frame,
    FrameError,
    Heartbeat,
    Measured,
    Register,
    Report,
    StreamReader,
    TimeSync,
    Wake,
    WakeNotify,
    decode,
    encode,
)
from handlers.swarm.codes import CAPABILITIES, CHANNELS, HARDWARE

BYTE = st.integers(0, 255)
U16 = st.integers(0, 2**16 - 1)
U32 = st.integers(0, 2**32 - 1)


@st.composite
def measured(draw: st.DrawFn) -> Measured:
    value = draw(st.floats(-1e6, 1e6, width=32))
    (exact,) = struct.unpack("<f", struct.pack("<f", round(value, 4)))
    return Measured(CHANNELS.name(draw(BYTE)), round(exact, 4))


FRAMES: st.SearchStrategy[Frame] = st.one_of(
    st.builds(Report, BYTE, st.lists(measured(), max_size=47).map(tuple)),
    st.builds(Heartbeat, BYTE, U16, U32),
    st.builds(WakeNotify, BYTE, BYTE),
    st.builds(
        Register,
        BYTE,
        BYTE.map(HARDWARE.name),
        st.lists(BYTE.map(CAPABILITIES.name), max_size=238).map(tuple),
    ),
    st.builds(Command, BYTE, st.sampled_from(["read_now", "reset"])),
    st.builds(Command, BYTE, st.sampled_from(["set_pwm", "set_interval"]), U16),
    st.builds(Command, BYTE, st.just("unknown_0x77"), st.none(), st.binary(max_size=238)),
    st.builds(Config, BYTE, st.binary(max_size=239)),
    st.builds(TimeSync, BYTE, U32),
    st.builds(Ack, BYTE),
    st.builds(Wake, BYTE),
)
NOISE = st.binary(max_size=20).map(lambda noise: noise.replace(b"\x53", b""))
"""Garbage in which no frame begins: only then is it certain where the next one does."""


def fed(reader: StreamReader, data: bytes, cuts: list[int]) -> list[Frame]:
    frames, start = [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        frames += reader.feed(data[start:cut])
        start = cut
    return frames


@given(FRAMES)
def test_a_frame_survives_its_bytes(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


@given(st.lists(FRAMES, max_size=8), st.lists(U16, max_size=12))
def test_a_valid_stream_is_never_split_wrongly(frames: list[Frame], cuts: list[int]) -> None:
    reader = StreamReader()
    assert fed(reader, b"".join(map(encode, frames)), cuts) == frames
    assert reader.skipped == 0


@given(st.lists(st.tuples(NOISE, FRAMES), max_size=6), NOISE, st.lists(U16, max_size=12))
def test_garbage_between_frames_costs_no_frame(
    pieces: list[tuple[bytes, Frame]], end: bytes, cuts: list[int]
) -> None:
    reader = StreamReader()
    data = b"".join(noise + encode(frame) for noise, frame in pieces) + end
    assert fed(reader, data, cuts) == [frame for _, frame in pieces]
    assert reader.skipped == sum(len(noise) for noise, _ in pieces) + len(end)


@given(FRAMES, st.integers(1, 244), FRAMES)
def test_a_frame_behind_a_cut_one_is_found(cut: Frame, kept: int, whole: Frame) -> None:
    reader = StreamReader()
    beginning = encode(cut)[: min(kept, len(encode(cut)) - 1)]
    frames = reader.feed(beginning + encode(whole)) + reader.flush()
    merged = decodes(beginning + encode(whole))
    assert frames == [whole] or merged


def decodes(data: bytes) -> bool:
    """Whether some other frame lies in `data`: the one chance in 256 that a checksum leaves."""
    found = 0
    for start in range(len(data)):
        for end in range(start + 5, min(start + 245, len(data)) + 1):
            try:
                decode(data[start:end])
            except FrameError:
                continue
            found += 1
    return found > 1


@given(st.binary(max_size=600), st.lists(U16, max_size=12))
def test_any_bytes_are_read_alike_however_they_are_cut(data: bytes, cuts: list[int]) -> None:
    whole, cut = StreamReader(), StreamReader()
    assert whole.feed(data) + whole.flush() == fed(cut, data, cuts) + cut.flush()
    assert whole.skipped == cut.skipped


@given(st.binary(max_size=300))
def test_any_bytes_are_a_frame_or_a_named_error(data: bytes) -> None:
    try:
        frame = decode(data)
    except FrameError:
        return
    assert len(encode(frame)) == len(data)
