"""The table of your_own_data.ipynb: python -m tools.results.own_data --runs FOLDER.

Writes nbs/lessons/results/own_data.csv, a row for each data set and each method, as `compare`
gives them: a quantum network of five lanes, an LSTM of as many parameters, and simple methods.
Both networks are trained at four rates from five seeds, for 1,500 updates each, or 500 on the two
series, which are short. The validation part chooses the update of a run, looked for every 20
updates, and the rate of a network; the test part is looked at once, at the end. Every run is a
checkpoint in FOLDER, and what is there is not done again. The data are those of the packages named
in the table; another version may carry others. All of it takes a quarter of an hour of one
processor.
"""

import argparse
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import sktime
import torch
from faker.providers.person import es_ES, it_IT, nl_NL
from sklearn.datasets import load_digits
from sktime.datasets import load_from_tsfile
from statsmodels.datasets import co2, macrodata

from qrnn_nb import Topology
from qrnn_nb.comparing import compare
from qrnn_nb.tasks import from_images, from_sequences, from_series
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "lessons" / "results" / "own_data.csv"
RATES = 0.003, 0.01, 0.03, 0.1
SEEDS = range(5)
VOWELS = Path(sktime.__file__).parent / "datasets/data/JapaneseVowels"


def surnames():
    "Dutch, Italian and Spanish surnames, letter by letter."
    lists = {"Dutch": nl_NL, "Italian": it_IT, "Spanish": es_ES}
    x = [name.lower() for names in lists.values() for name in names.Provider.last_names]
    y = [language for language, names in lists.items() for _ in names.Provider.last_names]
    return from_sequences(x, y)


def digits():
    "Handwritten digits of 8×8 pixels, four pixels a word."
    x, y = load_digits(return_X_y=True)
    return from_images(x.reshape(-1, 8, 8), y, patch=2)


def carbon_dioxide():
    "How the carbon dioxide over Mauna Loa changes from month to month; some months are missing."
    changes = co2.load_pandas().data.resample("MS").mean().diff()
    return from_series(changes, gaps="drop", bits=3, length=24, season=12)


def economy():
    "How unemployment and inflation in the USA change from quarter to quarter."
    changes = macrodata.load_pandas().data[["unemp", "infl"]].diff()
    return from_series(changes, gaps="drop", bits=2, length=16)


def vowels():
    "Two spoken vowels of nine men, three numbers at each time, from files that end in .ts."
    files = [VOWELS / f"JapaneseVowels_{part}.ts" for part in ("TRAIN", "TEST")]
    (x, y), (x_test, y_test) = [load_from_tsfile(file, return_data_type="df-list") for file in files]
    first = [[table.iloc[:, :3] for table in tables] for tables in (x, x_test)]
    return from_sequences(first[0], y, bits=2, test=(first[1], y_test))


DATA = {  # name: how it is read, the package that carries it, and updates of a run
    "surnames": (surnames, "Faker", 1500),
    "digits": (digits, "scikit-learn", 1500),
    "carbon dioxide": (carbon_dioxide, "statsmodels", 500),
    "economy": (economy, "statsmodels", 500),
    "vowels": (vowels, "sktime", 1500),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, required=True, help="folder of the runs")
    parser.add_argument("--quick", action="store_true", help="20 updates, two seeds, no table")
    args = parser.parse_args()
    torch.set_num_threads(1)
    tables = []
    for name, (read, package, updates) in DATA.items():
        task = read()
        cell = Topology.paper(task.inputs, 5, stages=1, order=2, degree=2)
        budget = {"updates": updates, "rates": RATES, "seeds": SEEDS}
        if args.quick: budget = {"updates": 20, "rates": RATES[1:3], "seeds": range(2)}
        # a run of seconds is stored at its end alone
        budget |= {"checkpoint_every": budget["updates"], "validate_every": 20}
        table = compare(task, cell, folder=args.runs / name, **budget)
        table.insert(0, "data", name)
        table.insert(1, "from", f"{package} {version(package)}")
        table.insert(2, "updates", updates)
        tables.append(table.rename_axis("method").reset_index())
        print(table.to_string(), flush=True)
        if not args.quick: pd.concat(tables).to_csv(RESULTS, index=False, float_format="%.4g")


if __name__ == "__main__": main()
