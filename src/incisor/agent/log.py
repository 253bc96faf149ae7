"""One line an event on the agent's log: a stable name, then what belongs to it as key=value.

session.stopped scanJobId=6f0c… status=SUCCESS total=212
"""

import logging

logger = logging.getLogger("incisor.agent")


def event(name: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Log an event. `facts` are written in the order given; values with spaces are quoted."""
    if logger.isEnabledFor(level):
        logger.log(level, " ".join([name, *(f"{key}={_quoted(v)}" for key, v in facts.items())]))


def _quoted(value: object) -> str:
    text = str(value)
    plain = text.isprintable() and not set(text) & set(' "=') and text
    return text if plain else '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\u{ord(character):04x}"
