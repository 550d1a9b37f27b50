"""Budgets of time are an idle machine's; a suite runs beside itself."""

import os


def crowd() -> float:
    """How many wait for each processor over the last minute: 1 on a machine that does nothing else."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
