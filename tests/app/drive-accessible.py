# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader gets: values, actions, and pictures in words."""

import json
import re

import person
from person import sample, wait

def sliders_have_values(home, start):
    """The weights can be read and moved by an assistive program, and the sentences follow."""
    program = start(sample("example.likeness"))
    decision = program.see_decision()
    sentence = lambda: program.find("label", re.compile("^(Part|Pixel|Distribution) level decided")).name
    before = wait("the sentence", sentence)
    sliders = {name: program.see("slider", f"{name} weight") for name in ("Part", "Pixel", "Distribution")}
    own = json.loads(sample("example.likeness").read_text(encoding="utf-8"))["options"]["weights"]
    assert all(abs(slider.value - own[name.lower()]) < 0.01 for name, slider in sliders.items()), own
    sliders["Pixel"].value = 0
    sliders["Distribution"].value = 0
    decision = program.see_decision(but=decision)
    wait("another sentence", lambda: sentence() != before)
    assert sentence().startswith("Part level decided"), sentence()
    sliders["Distribution"].value = 1
    sliders["Part"].value = 0
    program.see_decision(but=decision)
    wait("the distribution level decides", lambda: sentence().startswith("Distribution level decided"))
    program.quit()
    weights = home.read_last()["options"]["weights"]
    assert weights == {"part": 0, "pixel": 0, "distribution": 1}, weights


def buttons_do_what_they_say(home, start):
    """By their accessible actions: the example, undo, redo, a tab, a class; and a query."""
    program = start()
    program.see("push button", "Try the Example").act()
    first = program.see_decision()
    program.see("push button", "Undo").act()
    program.see_gone("panel", "Flower")
    program.see("push button", "Redo").act()
    program.see("panel", "Flower")
    assert program.see_decision() == first
    program.see("page tab", "Pixel").act()
    image = program.see("image", "Pixel level:")
    wait("the pixel view is described below", lambda: program.find("label", image.description))
    program.see("push button", "Add a class").act()
    program.see("label", "0 shots")
    program.see("push button", "Undo").act()
    program.see_decision()
    # A tile by the keyboard: GTK 4.8 leaks the list of a widget's own actions when it is asked for one.
    program.tab_to("push button", ": most like ")
    program.tab_to("push button", "clownfish.png: most like ", key="Right")
    program.keys("Return")
    program.see_decision(but=first)
    program.quit()


def views_are_described(home, start):
    """Each drawn view is an image with a name, and says in words what is selected."""
    program = start(sample("example.likeness"))
    program.see_decision()
    for key, name in (("alt+1", "Decision:"), ("alt+2", "Pixel level:"), ("alt+3", "Part level:"),
                      ("alt+4", "Distribution level:")):
        program.keys(key)
        image = program.see("image", name)
        first = wait("a description", lambda: image.description)
        program.keys("ctrl+Next")
        second = wait("another query's", lambda: (lambda d: d if d != first else None)(image.description))
        program.keys("alt+Next")
        if name != "Decision:":
            wait("another class's", lambda: image.description != second)
        program.keys("alt+Prior", "ctrl+Prior")
        wait("the first again", lambda: image.description == first)
    program.quit()


def ranking_says_the_ledger(home, start):
    """Every class is a row whose name adds up: part, pixel and distribution make the score."""
    program = start(sample("example.likeness"))
    program.see_decision()
    # Beside the ledger it would tell the same twice.
    program.keys("alt+2")
    program.see("list item", ", of which part ")
    rows = [node.name for node in program.find_all("list item", ", of which part ")]
    assert len(rows) == 5, rows
    scores = []
    for row in rows:
        fused, *parts = [float(number) for number in re.findall(r"[+-]\d+\.\d+", row.replace("−", "-"))]
        assert len(parts) == 3 and abs(sum(parts) - fused) < 0.02, row
        scores.append(fused)
    assert scores == sorted(scores, reverse=True)
    program.quit()


if __name__ == "__main__":
    person.main([sliders_have_values, buttons_do_what_they_say, views_are_described, ranking_says_the_ledger])
