"""What other programs make of the same data, each as it is meant to be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas
import recordlinkage
from recordlinkage.preprocessing import phonetic

if TYPE_CHECKING:
    from tests.bench.febrl import Records, Trial

THRESHOLDS = [place / 50 for place in range(1, 50)]
COLUMNS = ["family", "given", "first", "born"]


def beside(training: Trial, trial: Trial) -> dict[str, float]:
    """The F1 of each, with its threshold from the training data too."""
    return {"recordlinkage": _recordlinkage(training, trial)}


def _recordlinkage(training: Trial, trial: Trial) -> float:
    """Its logistic regression, trained on pairs that share a date of birth, a family name, or the sounds of both."""
    learned, wanted = _features(training)
    model = recordlinkage.LogisticRegressionClassifier()
    model.fit(learned, wanted)
    threshold = max(THRESHOLDS, key=lambda one: _f1(model.prob(learned), training, one))
    return _f1(model.prob(_features(trial)[0]), trial, threshold)


def _frame(records: Records) -> Any:
    frame = pandas.DataFrame.from_dict(
        {key: [one.family, one.given, one.first, one.born] for key, one in records.items()},
        orient="index",
        columns=COLUMNS,
    ).replace("", None)
    frame["sounds"] = phonetic(frame["family"], "metaphone") + phonetic(frame["first"], "metaphone")
    for name, begin, end in (("year", 0, 4), ("month", 4, 6), ("day", 6, 8)):
        frame[name] = frame["born"].str[begin:end]
    return frame


def _features(trial: Trial) -> tuple[Any, Any]:
    """Pairs that may be one person, how alike each is in each respect, and which are."""
    asked, register = _frame(trial.asked), _frame(trial.register)
    index = recordlinkage.Index()
    for block in ("born", "family", "sounds"):
        index.block(block)
    index.block(["first", "year"])
    pairs = index.index(asked, register)
    compare = recordlinkage.Compare()
    for name in ("family", "given", "first"):
        compare.string(name, name, method="jarowinkler", label=name)
    compare.string("born", "born", method="damerau_levenshtein", label="born")
    for name in ("year", "month", "day"):
        compare.exact(name, name, label=name)
    true = pandas.MultiIndex.from_tuples([(key, person) for key, person in trial.truth.items()], names=pairs.names)
    return compare.compute(pairs, asked, register), true.intersection(pairs)


def _f1(scores: Any, trial: Trial, threshold: float) -> float:
    """Of each question the likeliest answer, where it is likely enough."""
    likeliest = scores[scores >= threshold].groupby(level=0).idxmax()
    right = sum(trial.truth[key] == person for key, person in likeliest)
    return float(2 * right / (len(likeliest) + trial.findable))
