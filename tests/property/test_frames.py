"""Laws of the agent's log."""

from hypothesis import given
from hypothesis import strategies as st

from incisor.agent.frames import frame, payloads

contents = st.lists(st.binary(min_size=1, max_size=60), max_size=8)


@given(contents, st.data())
def test_a_log_cut_anywhere_gives_whole_payloads_from_its_beginning(
    written: list[bytes], data: st.DataObject
) -> None:
    """Whatever is left of a log after a crash is a beginning of what was written."""
    log = b"".join(map(frame, written))
    cut = data.draw(st.integers(0, len(log)))
    read = list(payloads(log[:cut]))
    assert read == written[: len(read)]
    assert len(b"".join(map(frame, [*read, *written[len(read) : len(read) + 1]]))) >= min(
        cut, len(log)
    )


@given(contents, st.binary(max_size=40))
def test_reading_never_fails(written: list[bytes], noise: bytes) -> None:
    """Any bytes behind the frames are damage, never an exception."""
    read = list(payloads(b"".join(map(frame, written)) + noise))
    assert read[: len(written)] == written
