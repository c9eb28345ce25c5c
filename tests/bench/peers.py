"""What other programs make of the same data, each as it is meant to be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas
import pyarrow
import recordlinkage
import splink.comparison_library as compare
from recordlinkage.preprocessing import phonetic
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

if TYPE_CHECKING:
    from tests.bench.febrl import Records, Trial

THRESHOLDS = [place / 50 for place in range(1, 50)]
WEIGHTS = [place / 4 for place in range(-40, 80)]
COLUMNS = ["family", "given", "first", "born"]


def beside(training: Trial, trial: Trial) -> dict[str, float]:
    """The F1 of each, with its threshold from the training data too."""
    return {"recordlinkage": _recordlinkage(training, trial), "Splink": _splink(training, trial)}


def _splink(training: Trial, trial: Trial) -> float:
    """It learns from each list without being told who is meant; where to draw the line is learnt from the training."""

    learned = _likeliest(training)
    threshold = max(WEIGHTS, key=lambda one: _f1_above(learned, training, one))
    return _f1_above(_likeliest(trial), trial, threshold)


def _likeliest(trial: Trial) -> dict[str, tuple[float, str]]:
    """Of each question the weight and the key of the likeliest answer."""
    database = DuckDBAPI()
    lists = [
        database.register(_columns(trial.asked), dataset_display_name="asked"),
        database.register(_columns(trial.register), dataset_display_name="register"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.NameComparison("family").configure(term_frequency_adjustments=True),
            compare.NameComparison("given").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison(
                "born", input_is_string=True, datetime_metrics=["month", "year", "year"], datetime_thresholds=[1, 1, 10]
            ),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("family"),
            block_on("substr(family, 1, 3)", "substr(given, 1, 2)"),
            block_on("given", "substr(born, 1, 4)"),
        ],
    )
    linker = Linker(lists, settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("family", "given", "born")], recall=0.45)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("family"))
    pairs = linker.inference.predict(threshold_match_weight=WEIGHTS[0]).as_duckdbpyrelation()
    best: dict[str, tuple[float, str]] = {}
    for weight, asked, person in pairs.project("match_weight, unique_id_l, unique_id_r").fetchall():
        best[asked] = max(best.get(asked, (weight, person)), (weight, person))
    return best


def _columns(records: Records) -> pyarrow.Table:
    days = (one.born and f"{one.born[:4]}-{one.born[4:6]}-{one.born[6:]}" for one in records.values())
    return pyarrow.table(
        {
            "unique_id": list(records),
            "family": [one.family or None for one in records.values()],
            "given": [one.given or None for one in records.values()],
            "born": [day or None for day in days],
        }
    )


def _f1_above(best: dict[str, tuple[float, str]], trial: Trial, threshold: float) -> float:
    answered = [trial.truth[key] == person for key, (weight, person) in best.items() if weight >= threshold]
    return 2 * sum(answered) / (len(answered) + trial.findable)


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
