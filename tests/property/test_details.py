"""Laws of the evidence."""

import json

from hypothesis import given
from hypothesis import strategies as st

from incisor.agent.details import MAX_BYTES, Details, encode, shortened

# Anything a file name or a setting can hold: lone surrogates stand for bytes that are not UTF-8.
texts = st.text(max_size=1500)
evidence = st.builds(
    Details,
    expected=texts,
    found=texts,
    samples=st.lists(st.text(max_size=300), max_size=30),
    reason=texts,
)


@given(evidence)
def test_evidence_never_exceeds_the_shape_and_is_always_whole_json(details: Details) -> None:
    """Whatever was found, cisRuleDetails is a JSON object of at most 1000 bytes."""
    encoded = encode(details)
    assert len(encoded) <= MAX_BYTES
    said = json.loads(encoded)
    assert said.keys() <= {"expected", "found", "samples", "reason"}
    assert bool(said.get("expected")) == bool(details.expected)


@given(texts, st.integers(8, 400))
def test_a_text_cut_twice_is_a_text_cut_once(text: str, limit: int) -> None:
    """Cutting to a limit is idempotent."""
    once = shortened(text, limit)
    assert shortened(once, limit) == once
