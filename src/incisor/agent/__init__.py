"""The host's side: fetch a job, evaluate the benchmark here, drive the session protocol.

The agent opens no port, runs no command that the service names and changes nothing on the host
outside its own state directory. It imports nothing of the service.
"""
