"""A 56-day diary judged, beside statsmodels (and numpyro where it is installed) on the very same diaries.

Diaries: a plan of seven blocks of four and four days without washout, AR(1) with correlation 0.4 and SD 1, a true effect of −1
(the world of research baseline B4). Each tool gives an effect with a 95 % interval; how often it holds the truth stands beside
the time. Then 10,000 diaries through the whole of `analyse_trial` on every core. Medians of CPU time; imports apart.

Run: python bench/peers_trial.py [--many 10000]
"""

import argparse
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np

from magwise.followup.analyse import analyse_trial
from magwise.followup.design import design_trial
from magwise.followup.simulate import Shape, World, simulate
from magwise.knowledge.load import load_knowledge

SHAPE, WORLD, EFFECT, LEVEL = Shape(7, 4, 0), World(0.4), -1.0, 5.0
RUNS = {"magwise": 400, "statsmodels GLSAR(1)": 400, "statsmodels OLS + HAC": 400, "statsmodels ARIMA(1,0,0)+x": 100}
CHUNK = 500


@cache
def plan():
    return design_trial(
        {"name": "x", "min": -50, "max": 60, "better": "low"}, 0.5, "2027-01-04", knowledge=load_knowledge(),
        blocks=7, period_days=4, washout_days=0, seed=5,
    )  # fmt: skip


def diaries(count, seed):
    """Outcomes of so many diaries that follow the plan: one row each."""
    noise = simulate(SHAPE, WORLD, count=count, seed=seed).values
    return LEVEL + noise + EFFECT * np.array([day.on for day in plan().days])


def ours(values):
    rows = [{"date": day.date, "on": day.on, "outcome": value} for day, value in zip(plan().days, values, strict=True)]
    found = analyse_trial(rows, None, plan(), knowledge=load_knowledge())
    return found.effect, found.low, found.high


def peers():
    """name → a function from outcomes to effect, low and high; those that are installed."""
    found = {}
    begin = time.perf_counter()
    try:
        import statsmodels.api as sm
        from statsmodels.tsa.arima.model import ARIMA
    except ImportError:
        print("statsmodels is not installed: make bench installs it")
        return found
    print(f"import of statsmodels: {time.perf_counter() - begin:.1f} s")
    on = np.array([day.on for day in plan().days], float)
    design = np.column_stack([np.ones(len(on)), on])

    def glsar(values):
        fit = sm.GLSAR(values, design, rho=1).iterative_fit(8)
        return fit.params[1], *fit.conf_int()[1]

    def hac(values):
        fit = sm.OLS(values, design).fit(cov_type="HAC", cov_kwds={"maxlags": 5})
        return fit.params[1], *fit.conf_int()[1]

    def arima(values):
        fit = ARIMA(values, exog=on, order=(1, 0, 0)).fit()
        return fit.params[1], *np.asarray(fit.conf_int())[1]

    found = {"statsmodels GLSAR(1)": glsar, "statsmodels OLS + HAC": hac, "statsmodels ARIMA(1,0,0)+x": arima}
    try:
        import jax
        import jax.numpy as jnp
        import numpyro
        import numpyro.distributions as dist
        from numpyro.infer import MCMC, NUTS
    except ImportError:
        print("numpyro is not installed (its jaxlib alone is 350 MB): pip install numpyro to see it here")
        return found
    numpyro.set_host_device_count(2)
    x = jnp.array(on)

    def model(y):
        level, effect = numpyro.sample("level", dist.Normal(5, 5)), numpyro.sample("effect", dist.Normal(0, 3))
        spread, rho = numpyro.sample("spread", dist.HalfNormal(3)), numpyro.sample("rho", dist.Uniform(-0.3, 0.95))
        rest = y - level - effect * x
        numpyro.sample("first", dist.Normal(0, spread / jnp.sqrt(1 - rho**2)), obs=rest[0])
        numpyro.factor("rest", dist.Normal(0, spread).log_prob(rest[1:] - rho * rest[:-1]).sum())

    chain = MCMC(NUTS(model), num_warmup=500, num_samples=1000, num_chains=2, progress_bar=False, jit_model_args=True)

    def nuts(values):
        chain.run(jax.random.PRNGKey(0), jnp.array(values))
        draws = np.asarray(chain.get_samples()["effect"])
        return draws.mean(), *np.quantile(draws, [0.025, 0.975])

    return {**found, "numpyro NUTS 2 × 1000": nuts}


def chunk(job):
    count, seed = job
    return sum(low is not None and low <= EFFECT <= high for _, low, high in map(ours, diaries(count, seed)))


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--many", type=int, default=10_000)
    many = reader.parse_args().many
    plan()
    print(f"{'method':28} {'ms':>9} {'first':>9} {'held the truth':>15} {'rmse':>6}")
    for name, method in {"magwise": ours, **peers()}.items():
        runs = RUNS.get(name, 8)
        found, times = [], []
        for values in diaries(runs + 1, 56):
            begin = time.process_time()
            found.append(method(values))
            times.append(time.process_time() - begin)
        first, times = times[0], times[1:]
        effects = np.array(found, float)[1:]
        held = np.mean((effects[:, 1] <= EFFECT) & (effects[:, 2] >= EFFECT))
        rmse = np.sqrt(np.mean((effects[:, 0] - EFFECT) ** 2))
        print(
            f"{name:28} {statistics.median(times) * 1000:9.2f} {first * 1000:9.1f} {held:9.1%} of {runs:3} {rmse:6.2f}",
            flush=True,
        )
    begin = time.perf_counter()
    jobs = [(min(CHUNK, many - start), 1000 + start) for start in range(0, many, CHUNK)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        held = sum(pool.map(chunk, jobs))
    seconds = time.perf_counter() - begin
    print(
        f"{many:,} diaries through analyse_trial on all cores: {seconds:.1f} s; interval held the truth {held / many:.2%}"
    )


if __name__ == "__main__":
    if sys.flags.dev_mode:
        print("development mode slows this down")
    main()
