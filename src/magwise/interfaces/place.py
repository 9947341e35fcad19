"""Where in our code something went wrong: all that is ever told or logged of a fault."""


def place_of(error: BaseException) -> str:
    """Module and line of the innermost frame, such as «magwise.labels.read:12»; empty where nothing was raised."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
