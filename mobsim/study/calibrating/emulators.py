"""What value would a pattern have for a set of beliefs that mobsim has not run?

This module fits a Gaussian process to the mean of each pattern, as a function of the beliefs that
are related to the pattern. mobsim uses the predictions only to choose the sets that are worth
running, and never reports them as results.
"""

import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from mobsim.ground.errors import InputError
from mobsim.study.calibrating.belief_space import Places

_MOST_ACTIVE: Final = 8
"""The largest number of beliefs from which an emulator predicts a pattern. The effect of all other
beliefs counts as noise.
"""
_BY_CHANCE: Final = 0.05
"""The largest p-value at which a rank correlation counts."""
_LEARNT_FROM: Final = 200
"""The number of recent sets from which an emulator estimates the length scales and the noise. The
time for the estimate grows with the cube of the number of sets.
"""
_NOTHING: Final = 1e-9
_LENGTHS: Final = (0.1, 10.0)
"""The smallest and the largest length scale, as shares of a prior."""
_NOISE: Final = (1e-4, 1.0)
"""The smallest and the largest noise, as shares of the variance."""


class Emulated(NamedTuple):
    """The predictions of an emulator for one pattern."""

    means: list[float]
    errors: list[float]
    """The standard deviation of each predicted value."""


class PatternEmulator:
    """An emulator of the mean of one pattern, fitted to the sets that were run.

    Raises `InputError` when scikit-learn is not installed.
    """

    def __init__(self, places: Sequence[Places], means: Sequence[float]) -> None:
        import numpy as np

        self._means = np.array(means)
        self._spread = float(self._means.std())
        self.active = _active(places, means) if self._spread > _NOTHING else []
        """The indices of the beliefs that are related to the pattern."""
        self._process = self._fitted(places) if self.active else None

    def _fitted(self, places: Sequence[Places]) -> Any:
        need_scikit_learn()
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

        lengths = [1.0] * len(self.active)
        kernel = ConstantKernel(1.0) * RBF(lengths, _LENGTHS) + WhiteKernel(0.1, _NOISE)
        columns, means = self._columns(places), self._means
        learnt = GaussianProcessRegressor(kernel, normalize_y=True, random_state=0)
        with _one_thread(), warnings.catch_warnings():
            # For a belief that hardly matters, the length reaches the end of its range.
            warnings.simplefilter("ignore", ConvergenceWarning)
            learnt.fit(columns[-_LEARNT_FROM:], means[-_LEARNT_FROM:])
            whole = GaussianProcessRegressor(learnt.kernel_, optimizer=None, normalize_y=True)
            return whole.fit(columns, means)

    def _columns(self, places: Sequence[Places]) -> Any:
        import numpy as np

        return np.array(places)[:, self.active]

    def predict(self, places: Sequence[Places]) -> Emulated:
        """Predict the values of sets that were not run.

        If no belief is related to the pattern, all predictions are the same.
        """
        if self._process is None:
            mean, count = float(self._means.mean()), len(places)
            return Emulated([mean] * count, [self._spread] * count)
        with _one_thread():
            means, errors = self._process.predict(self._columns(places), return_std=True)
        return Emulated(means.tolist(), errors.tolist())


def _active(places: Sequence[Places], means: Sequence[float]) -> list[int]:
    """The indices of the beliefs that have the highest rank correlations with a pattern."""
    from scipy.stats import spearmanr

    found = []
    for column, values in enumerate(zip(*places, strict=True)):
        tested = spearmanr(values, means)
        if tested.pvalue <= _BY_CHANCE:
            found.append((-abs(float(tested.statistic)), column))
    return sorted(column for _, column in sorted(found)[:_MOST_ACTIVE])


def _one_thread() -> AbstractContextManager[Any]:
    """Limit calculations to one thread, because more threads can change the last bit of a sum."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limits


def need_scikit_learn() -> None:
    """Check that scikit-learn is installed. Raises `InputError` if scikit-learn is missing."""
    if find_spec("sklearn") is None:
        message = "found no scikit-learn, which all waves after the first need; install it: "
        message += 'pip install "mobsim[calibrate]", or use one wave'
        raise InputError.about("calibration", message, "waves")
