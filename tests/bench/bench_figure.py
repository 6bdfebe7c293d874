"""The figure of the benchmark: seconds of a training step of each engine on each configuration."""

from qrnn_nb.figures import COLOURS, Picture, paper_style

# the order is that of the legend; PennyLane is in the table alone, since it runs one configuration
ENGINES = {
    "loops": ("compiled loops", "o", COLOURS[0]),
    "operators": ("operators", "s", COLOURS[2]),
    "gates": ("gate by gate", "^", COLOURS[4]),
    "published": ("published code", "D", COLOURS[3]),
}


def measured(row):
    "The engines that a row has times of."
    return [engine for engine in ENGINES if row.get(f"{engine} seconds", 0) > 0]


def caption(row, engine):
    "How many times longer than the loops, with a star where it was extrapolated."
    ratio = row[f"{engine} ratio"]
    star = "*" * (row[f"{engine} measured steps"] < row["steps"])
    return f"×{ratio:,.{0 if ratio >= 10 else 1}f}{star}"


def draw_row(ax, place, row):
    "One configuration: the limit as a stroke, a mark for each engine, the ratio of the slowest."
    engines = measured(row)
    slowest = max(engines, key=lambda engine: row[f"{engine} seconds"])
    span = row["limit seconds"], row[f"{slowest} seconds"]
    ax.plot(span, [place, place], "-", color="0.85", linewidth=1, zorder=0)
    ax.plot([span[0]], [place], "|", color="k", markersize=7, label="products alone")
    for engine in engines:
        name, mark, colour = ENGINES[engine]
        ax.plot([row[f"{engine} seconds"]], [place], mark, color=colour, markersize=4, label=name)
    shift = {"textcoords": "offset points", "va": "center", "fontsize": 6}
    ax.annotate(caption(row, slowest), (span[1], place), (5, 0), **shift)


def row_label(row):
    "Name and size of a configuration, in two lines."
    # other studies leave these columns empty, so pandas reads them as real numbers
    lanes, batch, length = (int(row[name]) for name in ("H", "batch", "length"))
    return f"{row['configuration']}\nH {lanes}, {batch} × {length:,} words"


@paper_style()
def figure(table):
    "Marks on a logarithmic scale: every row a configuration, every mark an engine."
    rows = table[table.study == "engines"].to_dict("records")
    said = []
    for row in rows:
        others = [f"{ENGINES[one][0]} {caption(row, one)}" for one in measured(row)[1:]]
        said.append(f"{row['configuration']}: {row['loops seconds']:.2g} s, {', '.join(others)}")
    picture = Picture("column", 95, f"Seconds of one training step: {'; '.join(said)}.")
    ax = picture.subplots()
    for place, row in enumerate(rows): draw_row(ax, place, row)
    finish(ax, rows)
    return picture


def finish(ax, rows):
    "Scales, names of the rows, and a legend with one entry for each kind of mark."
    lowest = min(row["limit seconds"] for row in rows)
    highest = max(row[f"{engine} seconds"] for row in rows for engine in measured(row))
    ax.set(xscale="log", xlim=(lowest / 2, highest * 100), ylim=(len(rows) - 0.4, -0.6))
    ax.set_yticks(range(len(rows)), [row_label(row) for row in rows], fontsize=6)
    ax.tick_params(axis="y", length=0)
    handles, names = ax.get_legend_handles_labels()
    unique = dict(zip(names, handles))
    place = {"loc": "lower center", "bbox_to_anchor": (0.4, 1), "ncols": 2}
    ax.legend(unique.values(), unique.keys(), fontsize=6, **place)
    pairs = [(row, engine) for row in rows for engine in measured(row)[1:]]
    cut = any(row[f"{engine} measured steps"] < row["steps"] for row, engine in pairs)
    extra = "; *: from fewer steps" * cut
    ax.set_xlabel(f"seconds of a training step\n(×: the slowest to the loops{extra})", fontsize=6)
