"""What holds for the whole suite: Hypothesis never judges by the clock, because a busy machine is no fault."""

from hypothesis import HealthCheck, settings

settings.register_profile("magwise", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("magwise")
