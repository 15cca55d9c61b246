# SPDX-License-Identifier: GPL-3.0-or-later
"""What the times of turns say. A turn is a list of seconds, one a run."""

import math
import statistics


def spread(values):
    """Median, quartiles and least of some numbers"""
    values = sorted(values)
    quartiles = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return {"median": quartiles[1], "q1": quartiles[0], "q3": quartiles[2], "min": values[0], "n": len(values)}


def summarise(turns):
    """Milliseconds: the spread of the turns' medians, and the fastest of all runs"""
    result = spread([1e3 * statistics.median(times) for times in turns])
    result["min"] = 1e3 * min(min(times) for times in turns)
    return result


def compare(ours, theirs):
    """The spread of the ratio round by round, and that of the fastest runs"""
    result = spread([statistics.median(a) / statistics.median(b) for a, b in zip(ours, theirs)])
    result["of_best"] = min(map(min, ours)) / min(map(min, theirs))
    return result


def find_exponent(first, last):
    """The power by which times grew with sizes, from (size, time) to (size, time)"""
    return math.log(last[1] / first[1]) / math.log(last[0] / first[0])
