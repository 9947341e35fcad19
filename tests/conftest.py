"""What holds for the whole suite.

Nothing may reach beyond this computer: the guard stands before the first test is collected. And Hypothesis never judges
by the clock, because a busy machine is no fault.
"""

from hypothesis import HealthCheck, settings

from offline.guard import refuse_the_network

refuse_the_network()
settings.register_profile("magwise", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("magwise")
