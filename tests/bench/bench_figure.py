"""The figure of the benchmark: seconds of a training step of each engine on each configuration."""

from matplotlib.lines import Line2D

from qrnn_nb.figures import COLOURS, Picture, paper_style

ENGINES = {"loops": (COLOURS[0], ""), "operators": (COLOURS[2], ""), "gates": (COLOURS[4], "////"), "PennyLane": (COLOURS[3], "....")}
NAMES = {"loops": "compiled loops", "operators": "operators", "gates": "gate by gate", "PennyLane": "PennyLane"}
WIDTH = 0.2


def caption(row, engine):
    "What stands above a bar: the ratio, with a star where it was extrapolated."
    ratio = row[f"{engine} ratio"]
    return f"×{ratio:,.{0 if ratio >= 10 else 1}f}{'*' * (row[f'{engine} measured steps'] < row['steps'])}"


def bar(ax, place, height, engine, **options):
    colour, hatch = ENGINES[engine]
    return ax.bar(place, height, 0.9 * WIDTH, color=colour, hatch=hatch, edgecolor="white", linewidth=0, **options)


def measured_bar(ax, place, row, engine):
    low, middle, high = (row[f"{engine} {name}"] for name in ("q1", "seconds", "q3"))
    bar(ax, place, middle, engine)
    ax.errorbar(place, middle, [[middle - low], [high - middle]], color="k", linewidth=0.6, capsize=1.5, capthick=0.6)
    if engine != "loops": ax.annotate(caption(row, engine), (place, high), (0, 2), textcoords="offset points", ha="center", fontsize=6)


@paper_style()
def figure(table):
    "Bars on a log scale; the ratio to the loops above, the limit of the matrix products as a line."
    rows = table[table.study == "engines"].to_dict("records")
    alt = "; ".join(f"{row['configuration']}: {row['loops seconds']:.2g} s, gate by gate {caption(row, 'gates')}" for row in rows)
    picture = Picture("page", 75, f"Seconds of one training step: {alt}.")
    ax = picture.subplots()
    for number, row in enumerate(rows):
        engines = [engine for engine in ENGINES if row.get(f"{engine} seconds", 0) > 0]
        first = number - WIDTH * (len(engines) - 1) / 2
        for place, engine in enumerate(engines): measured_bar(ax, first + place * WIDTH, row, engine)
        ax.plot([first - WIDTH / 2, first + WIDTH / 2], [row["limit seconds"]] * 2, "k-", linewidth=1)
    finish(ax, rows)
    return picture


def finish(ax, rows):
    handles = [bar(ax, 0, 0, engine, label=NAMES[engine]) for engine in ENGINES]
    handles.append(Line2D([], [], color="k", linewidth=1, label="matrix products alone"))
    ax.legend(handles=handles, ncols=4, loc="lower left", bbox_to_anchor=(0, 1))
    lowest = min(min(row["limit seconds"], row["loops q1"]) for row in rows)
    highest = max(row.get(f"{engine} seconds", 0) for row in rows for engine in ENGINES if row.get(f"{engine} seconds", 0) > 0)
    ax.set(yscale="log", ylim=(lowest / 2, highest * 4), ylabel="seconds a training step")
    labels = [f"{row['configuration']}\nH {row['H']}, batch {row['batch']},\nlength {row['length']}" for row in rows]
    ax.set_xticks(range(len(rows)), labels)
    ax.tick_params(axis="x", length=0)
    starred = any("*" in text.get_text() for text in ax.texts)
    ax.set_xlabel("×: times the loops" + ", *: extrapolated from fewer steps" * starred, loc="right", fontsize=6)
