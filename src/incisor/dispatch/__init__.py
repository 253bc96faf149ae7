"""Which scans are due and who carries them out: open, lease, move, end.

Everything here is a function over the store with the clock as a parameter; the rules are in
`incisor.domain`. `service` runs `ticker.run`; the API calls `due.open_scan`, `waiting.Waiting`,
`lease.lease` and `moves`.
"""
