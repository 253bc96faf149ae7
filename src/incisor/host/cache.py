"""Contents of files, remembered within a bound, so that each file is read once for all
questions."""

from collections import OrderedDict
from collections.abc import Callable

CACHE_BYTES = 16 * 1024 * 1024
"""All of /etc with room to spare, and a fifth of the memory that a scan may use."""


class Contents:
    """Least recently used contents go first."""

    def __init__(self, read: Callable[[str, int], bytes], capacity: int = CACHE_BYTES) -> None:
        self._read = read
        self._capacity = capacity
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, path: str, limit: int) -> bytes:
        """The content, from memory if it is there. Raises what `read` raises."""
        if path in self._held and len(self._held[path]) <= limit:
            self._held.move_to_end(path)
            return self._held[path]
        data = self._read(path, limit)
        self._keep(path, data)
        return data

    def _keep(self, path: str, data: bytes) -> None:
        self._size += len(data) - len(self._held.pop(path, b""))
        self._held[path] = data
        while self._size > self._capacity and self._held:
            _, dropped = self._held.popitem(last=False)
            self._size -= len(dropped)
