"""What a scan is: the rules of sessions, schedules, findings and names.

Pure: no I/O, and the clock is a parameter.
"""
