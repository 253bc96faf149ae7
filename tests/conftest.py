"""What holds for every test: hypothesis has no deadline, for a busy machine proves nothing."""

from hypothesis import settings

settings.register_profile("incisor", deadline=None)
settings.load_profile("incisor")
