# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of measurements as a table for people.

A row has: work, ours (see contest.summarise), perhaps peer, theirs and ratio; perhaps goal, {"of": "ratio" | "ms" |
"share", "limit": number}; perhaps share, of the processor's peak; perhaps error and tolerance, how far the results lie
apart; missing, a line, in place of a measurement that there is not.
"""

HEADS = ("work", "Likeness", "peer", "its time", "ratio", "quartiles", "of best", "goal", "met")


def judge(row):
    """Whether the row's goal is met; None where it has none or was not measured."""
    goal = row.get("goal")
    if goal is None or "missing" in row:
        return None
    if goal["of"] == "share":
        return row["share"] >= goal["limit"]
    value = row["ratio"]["median"] if goal["of"] == "ratio" else row["ours"]["median"]
    return value <= goal["limit"]


def is_wrong(row):
    return "error" in row and not row["error"] <= row["tolerance"]


def show_time(times):
    value = times["median"]
    return f"{value:.3f}" if value < 10 else f"{value:.1f}" if value < 1000 else f"{value:.0f}"


def show_goal(goal):
    if goal is None:
        return ""
    return {"ratio": f"{goal['limit']:.2f}", "ms": f"{goal['limit']:g} ms",
            "share": f"{100 * goal['limit']:.0f} % of peak"}[goal["of"]]


def show_row(row):
    met = {True: "yes", False: "NO", None: ""}[judge(row)]
    if "missing" in row:
        return (row["work"], "", row.get("peer", ""), row["missing"], "", "", "", show_goal(row.get("goal")), "")
    cells = [row["work"], show_time(row["ours"])]
    if "ratio" in row:
        ratio = row["ratio"]
        cells += [row["peer"], show_time(row["theirs"]), f"{ratio['median']:.2f}",
                  f"{ratio['q1']:.2f}–{ratio['q3']:.2f}", f"{ratio['of_best']:.2f}"]
    elif "share" in row:
        cells += ["processor", "", f"{100 * row['share']:.0f} %", "", f"{100 * row['share_of_best']:.0f} %"]
    else:
        cells += ["", "", "", "", ""]
    if is_wrong(row):
        met = f"WRONG NUMBERS ({row['error']:.1e})"
    return (*cells, show_goal(row.get("goal")), met)


def render(heads, rows, numbers):
    """A Markdown table; the columns named in numbers stand to the right."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]

    def line(cells):
        return "| " + " | ".join(cell.rjust(width) if i in numbers else cell.ljust(width)
                                 for i, (cell, width) in enumerate(zip(cells, widths))) + " |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if i in numbers else "-") for i, width in enumerate(widths)) + "|"
    return "\n".join([line(heads), rule, *map(line, rows)])


def render_rows(rows):
    return render(HEADS, [show_row(row) for row in rows], {1, 3, 4, 5, 6, 7})


def render_growth(points):
    """Points have axis, size, ms, megabytes; exponent, of the power by which the axis's time grew, at its last one."""
    rows = [(point["axis"], str(point["size"]), show_time({"median": point["ms"]}), f"{point['megabytes']:.1f}",
             f"{point['exponent']:.2f}" if "exponent" in point else "") for point in points]
    return render(("grows", "number", "ms", "MB", "exponent"), rows, {1, 2, 3, 4})


def count_goals(rows):
    verdicts = [judge(row) for row in rows if row.get("goal")]
    return verdicts.count(True), verdicts.count(False), verdicts.count(None)
