"""How fast it is, each figure beside its raw limit from the same run: `python -m tests.benchmarks`."""
