# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the running program: a display, a home, eyes (the accessibility tree), keys and a mouse.

Nothing here knows the program's insides. Every wait polls for what it waits for, so a slow machine only takes longer.
Screen places come from the tree: its extents are inside the window, and without a window manager a window stays where
it was put.
"""

import atexit
import contextlib
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import tree
from tree import Gone

PATIENCE = float(os.environ.get("LIKENESS_PATIENCE", 90))
ALARMS = re.compile(r"WARNING|CRITICAL|\bERROR\b|Sanitizer|runtime error:|Assertion")
# What the desktop's own parts say where there is no desktop.
NOISE = re.compile(r"dbus-daemon|dbind-WARNING|SpiRegistry|Unable to acquire session bus|dconf-WARNING")
LEAVES = {"push button", "toggle button", "page tab", "label", "slider", "image", "list item", "check box", "text"}


class Impatience(AssertionError):
    pass


def wait(what, condition, patience=PATIENCE):
    """Polls until the condition holds and returns its value; what says what was waited for."""
    end = time.monotonic() + patience
    while True:
        with contextlib.suppress(Gone):
            value = condition()
            if value:
                return value
        if time.monotonic() > end:
            raise Impatience(f"waited {patience:.0f} s in vain: {what}")
        time.sleep(0.05)


def run(*command, check=True):
    done = subprocess.run(command, check=check, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout


def enter_session():
    """Goes on within a bus of its own. What its services print goes to stderr; what this prints stays on stdout."""
    if "LIKENESS_STDOUT" in os.environ:
        os.dup2(int(os.environ.pop("LIKENESS_STDOUT")), 1)
        atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)
        return
    # The accessibility bus listens in one of these folders: two sessions must not share it.
    folder = tempfile.mkdtemp(prefix="likeness-session-")
    os.environ.update(XDG_RUNTIME_DIR=folder, XDG_CACHE_HOME=folder + "/cache")
    kept = os.dup(1)
    os.set_inheritable(kept, True)
    os.dup2(2, 1)
    os.environ["LIKENESS_STDOUT"] = str(kept)
    os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, "-B", *sys.argv])


def start_display(width, height):
    """An X server of its own, on the first number that is free."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", "Xvfb", "-displayfd", str(writing), "-screen", "0",
         f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    assert number, "the X server did not start"
    os.environ["DISPLAY"] = ":" + number
    os.environ.pop("XAUTHORITY", None)
    return server


def rest_mouse():
    """Out of the way, in the corner of the screen."""
    run("xdotool", "mousemove", "9999", "9999")


@functools.cache
def get_bus():
    return tree.Bus()


class Home:
    """Folders of one user who has never used the program, and pictures to use it with."""

    def __init__(self, settings=None):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="likeness-person-"))
        self.state = self.path / "state"
        self.last = self.state / "likeness" / "last.likeness"
        self.environment = dict(os.environ, HOME=str(self.path), XDG_STATE_HOME=str(self.state),
                                XDG_CONFIG_HOME=str(self.path / "config"), XDG_CACHE_HOME=str(self.path / "cache"),
                                XDG_DATA_HOME=str(self.path / "data"), GSETTINGS_BACKEND="keyfile")
        # Whole call stacks: otherwise every leak within the desktop's libraries looks alike, and none can be known.
        if "ASAN_OPTIONS" in os.environ:
            self.environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"] + ":fast_unwind_on_malloc=0"
        if settings:
            folder = self.path / "config" / "glib-2.0" / "settings"
            folder.mkdir(parents=True)
            lines = [f"{key}={value}" for key, value in settings.items()]
            (folder / "keyfile").write_text("[io/github/likeness/Likeness]\n" + "\n".join(lines) + "\n")

    def read_last(self):
        return json.loads(self.last.read_text(encoding="utf-8"))

    def remove(self):
        for folder in self.path.rglob("*"):
            if folder.is_dir() and not folder.is_symlink():
                folder.chmod(0o700)
        shutil.rmtree(self.path, ignore_errors=True)


def sample(name):
    return pathlib.Path(os.environ["LIKENESS_DATADIR"]) / "sample" / name


def walk(node):
    """What is shown below a node, itself first, with role and name. Pages of stacks have no extents of their own."""
    try:
        role, name = node.role, node.name
        if name != "GtkStackPage" and role != "application" and node.extents is None:
            return
        yield node, role, name
        # GTK names after their type the buttons that only hold another.
        if role not in LEAVES or name == "GtkMenuButton":
            for child in node.children:
                yield from walk(child)
    except Gone:
        return


class Program:
    """One process of the program in a home."""

    def __init__(self, home, *arguments, environment=None):
        self.home = home
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen([os.environ["LIKENESS"], *map(str, arguments)], stderr=self.log,
                                        stdout=subprocess.DEVNULL, env=dict(home.environment, **(environment or {})))
        self.bus = get_bus()
        self.root = wait("the program is in the accessibility tree", self._find_root)
        wait("a window is shown", self.frames)
        self.focus_window()

    def _find_root(self):
        assert self.process.poll() is None, f"the program ended with {self.process.returncode}\n{self.read_log()}"
        return self.bus.find_program(self.process.pid)

    def read_log(self):
        self.log.seek(0)
        return self.log.read()

    # Eyes

    def frames(self):
        return [frame for frame in self.root.children if frame.extents]

    def titles(self):
        return [frame.name for frame in self.frames()]

    def find_all(self, role, text="", within=None):
        """The shown nodes of a role whose name or description has the text (a string or a pattern)."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))
        found = []
        for node, own_role, name in walk(within or self.root):
            if own_role == role and (pattern.search(name) or pattern.search(node.description)):
                found.append(node)
        return found

    def find(self, role, text="", within=None):
        found = self.find_all(role, text, within)
        return found[0] if found else None

    def see(self, role, text="", within=None, patience=PATIENCE):
        return wait(f"a {role} with {text!r} is shown", lambda: self.find(role, text, within), patience)

    def see_gone(self, role, text="", within=None):
        wait(f"no {role} with {text!r} is shown", lambda: self.find(role, text, within) is None)

    def see_within(self, leaf, role, text=""):
        """What is below a button: its menu, or what an expander shows."""
        return wait(f"a {role} with {text!r} below {leaf.name!r}", lambda: next(filter(None, (
            self.find(role, text, child) for child in leaf.children)), None))

    def see_toast(self, text):
        """A toast is there for seconds only: it is looked for where toasts are, not far below the window."""
        def look():
            level = self.frames()
            for _depth in range(7):
                level = [child for node in level for child in node.children]
                for node in level:
                    if node.role == "label" and text in node.name:
                        return node
            return None

        return wait(f"a toast with {text!r}", look)

    def read_decision(self):
        """How far ahead the winner is, and of whom."""
        label = self.find("label", re.compile(r"^\S+ ahead of "))
        return label.name if label else None

    def see_decision(self, but=None):
        def read():
            decision = self.read_decision()
            return decision if decision != but else None

        return wait(f"a decision other than {but!r}", read)

    def describe(self):
        """The tree in words, for the log of a failure."""
        lines = []
        for node, role, name in walk(self.root):
            with contextlib.suppress(Gone):
                lines.append(f"  {role} {name!r} {node.description!r} {node.extents}")
        return "\n".join(lines)

    # Hands

    def get_window(self, title=None):
        """The X window with a title: the first window's own without one."""
        title = title or self.titles()[0]
        ids = wait(f"an X window {title!r}", lambda: run(
            "xdotool", "search", "--onlyvisible", "--all", "--pid", str(self.process.pid), "--name",
            "^" + re.escape(title) + "$", check=False).split())
        return ids[-1]

    def focus_window(self, title=None):
        window = self.get_window(title)

        def has_focus():
            run("xdotool", "windowfocus", window, check=False)
            return run("xdotool", "getwindowfocus", "-f", check=False).strip() == window

        wait("the window has the focus", has_focus)

    def keys(self, *keys):
        for key in keys:
            run("xdotool", "key", "--clearmodifiers", key)

    def type(self, text, delay=60):
        run("xdotool", "type", "--delay", str(delay), text)

    def get_focused(self):
        """What said last that it has the focus, or else what has it."""
        self.bus.listen()
        path = self.bus.focus.get(self.root.owner)
        if path:
            return tree.Node(self.bus, self.root.owner, path)
        for node, _role, _name in walk(self.root):
            if node.has_state("focused"):
                return node
        return None

    def enter_dialog(self, title):
        """Goes to the dialog whose title begins so. Before it has the focus within itself, keys are not yet its own.
        Returns what has the focus."""
        frame = wait(f"the dialog {title!r}", lambda: next(
            (frame for frame in self.frames() if frame.name.startswith(title)), None))
        self.focus_window(frame.name)
        return wait(f"the focus is in {title!r}", lambda: next(
            (node for node, _role, _name in walk(frame) if node.has_state("focused")), None))

    def fill_in(self, entry, text):
        """Types into an entry until it holds just the text: completion, or a folder just read, may get in between."""
        def is_filled():
            self.keys("ctrl+a")
            self.type(text, delay=20)
            with contextlib.suppress(Impatience):
                return wait("the text", lambda: entry.text == text, 3)

        wait(f"the entry holds {text!r}", is_filled)

    def tab_to(self, role, text, key="Tab", steps=120):
        """Presses Tab until the focus is on something, as a person without a mouse does."""
        seen = []
        for _ in range(steps):
            with contextlib.suppress(Gone):
                node = self.get_focused()
                seen.append(node.name if node else None)
                if node and node.role == role and (text in node.name or text in node.description):
                    return node
            self.keys(key)
            end = time.monotonic() + 3
            while time.monotonic() < end and self.get_focused() == node:
                time.sleep(0.01)
        raise AssertionError(f"{key} does not lead to the {role} {text!r}: {seen}")

    def get_place(self, node, across=0.5, down=0.5, frame=None):
        """Where a node is on the screen: its middle, or another part of it."""
        frame = frame or self.frames()[0]
        window = self.get_window(frame.name)
        shell = dict(line.split("=") for line in run("xdotool", "getwindowgeometry", "--shell", window).split())
        _, _, width, height = frame.extents
        box = node.extents
        inset_x, inset_y = (int(shell["WIDTH"]) - width) / 2, (int(shell["HEIGHT"]) - height) / 2
        return (int(int(shell["X"]) + inset_x + box[0] + across * box[2]),
                int(int(shell["Y"]) + inset_y + box[1] + down * box[3]))

    def click(self, node, **part):
        x, y = self.get_place(node, **part)
        run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def quit(self):
        """Ctrl+Q, and a clean end: no complaint, nothing leaked, status 0."""
        self.focus_window()
        self.keys("ctrl+q")
        wait("the program ends", lambda: self.process.poll() is not None)
        self.check_log()
        assert self.process.returncode == 0, f"ended with {self.process.returncode}:\n{self.read_log()}"

    def check_log(self):
        bad = [line for line in self.read_log().splitlines() if ALARMS.search(line) and not NOISE.search(line)]
        assert not bad, "the program complained:\n" + "\n".join(bad)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class DragSource:
    """Another program's window, with things to drag out of it."""

    def __init__(self, home, *arguments, x=1320, y=40):
        self.heard = []
        self.x, self.y = x, y
        self.process = subprocess.Popen([os.environ["DRAG_SOURCE"], *map(str, arguments)], stdout=subprocess.PIPE,
                                        env=home.environment, text=True)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.listen_for("ready")
        window = wait("the other window", lambda: run(
            "xdotool", "search", "--onlyvisible", "--name", "^Drag Source$", check=False).split())[0]
        run("xdotool", "windowmove", "--sync", window, str(x), str(y))

    def listen(self):
        assert self.process.poll() is None, "the other window is gone"
        self.heard += [line.strip() for line in self.process.stdout.readlines()]
        return self.heard

    def listen_for(self, word):
        wait(f"the other window says {word!r}", lambda: word in self.listen())

    def drag_to(self, x, y):
        """Press, pull until the drag begins, move over in steps, wait for a welcome, let go."""
        start_x, start_y = self.x + 80, self.y + 80
        run("xdotool", "mousemove", str(start_x), str(start_y), "mousedown", "1")
        for step in range(1, 6):
            run("xdotool", "mousemove", str(start_x - 5 * step), str(start_y + 3 * step))
        self.listen_for("begin")
        for step in range(1, 11):
            run("xdotool", "mousemove", str(start_x + (x - start_x) * step // 10),
                str(start_y + (y - start_y) * step // 10))
            time.sleep(0.02)
        wobble = [0]

        def is_welcome():
            wobble[0] = 1 - wobble[0]
            run("xdotool", "mousemove", str(x + wobble[0]), str(y))
            offers = [word for word in self.listen() if word.startswith("offered")]
            return offers and offers[-1] != "offered 0"

        wait("the drop is welcome", is_welcome)
        run("xdotool", "mouseup", "1")
        self.listen_for("end")
        assert "cancelled" not in self.heard, "the drop was refused"

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def using(*things):
    """Programs and other windows that end with the case, whatever comes."""
    try:
        yield things[0] if len(things) == 1 else things
    finally:
        for thing in things:
            thing.end() if isinstance(thing, Program) else thing.close()


def run_case(case):
    home = Home()
    programs = []

    def start(*arguments, **options):
        programs.append(Program(home, *arguments, **options))
        return programs[-1]

    rest_mouse()
    try:
        case(home, start)
        return True
    except Exception:
        traceback.print_exc()
        for program in programs:
            print(program.read_log(), program.describe() if program.process.poll() is None else "", file=sys.stderr)
        return False
    finally:
        for program in programs:
            program.end()
        home.remove()


def main(cases, width=1600, height=1000):
    """Runs the cases as a TAP program: those named on the command line, or all."""
    enter_session()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = [case for case in cases if not sys.argv[1:] or case.__name__ in sys.argv[1:]]
    server = start_display(width, height)
    failed = 0
    try:
        print(f"1..{len(chosen)}", flush=True)
        for number, case in enumerate(chosen, 1):
            good = run_case(case)
            failed += not good
            print(f"{'' if good else 'not '}ok {number} {case.__name__}", flush=True)
    finally:
        server.terminate()
        server.wait()
    sys.exit(1 if failed else 0)
