# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessibility tree of a running program, asked over its bus each time: what a screen reader has to go by.

Straight over D-Bus rather than through libatspi, which keeps what it once heard and trips over programs that end.
"""

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
WINDOW_COORDINATES = 1
# The numbers of the roles are the protocol's; their names on the bus are each toolkit's own.
ROLES = {2: "alert", 7: "check box", 8: "check menu item", 11: "combo box", 16: "dialog", 20: "filler", 23: "frame",
         27: "image", 29: "label", 31: "list", 32: "list item", 33: "menu", 35: "menu item", 37: "page tab",
         38: "page tab list", 39: "panel", 42: "progress bar", 43: "push button", 45: "radio menu item",
         48: "scroll bar", 49: "scroll pane", 50: "separator", 51: "slider", 52: "spin button", 55: "table",
         56: "table cell", 61: "text", 62: "toggle button", 66: "tree table", 69: "window", 75: "application", 90: "table row"}
STATES = {"checked": 4, "enabled": 8, "focusable": 11, "focused": 12, "selected": 23, "sensitive": 24}


class Gone(Exception):
    """What left the tree while it was looked at."""


class Bus:
    """The accessibility bus of this session, and who got the focus last."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                    Gio.DBusCallFlags.NONE, 30000).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags)
        self.focus = {}
        self.connection.signal_subscribe(None, "org.a11y.atspi.Event.Object", "StateChanged", None, "focused",
                                         Gio.DBusSignalFlags.NONE, self._on_focus)

    def _on_focus(self, _connection, sender, path, _interface, _signal, arguments):
        if arguments.unpack()[1]:
            self.focus[sender] = path
        elif self.focus.get(sender) == path:
            del self.focus[sender]

    def call(self, name, path, interface, method, arguments=None):
        try:
            return self.connection.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                             20000).unpack()
        except GLib.Error as error:
            raise Gone(error.message) from error

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass

    def find_program(self, process):
        """The root of a process, once it has windows."""
        for name, path in self.call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren")[0]:
            try:
                owner = self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                  GLib.Variant("(s)", [name]))[0]
                root = Node(self, name, path)
                if owner == process and root.children:
                    return root
            except Gone:
                continue
        return None


class Node:
    """One accessible object. Everything is read anew; Gone is raised when it is no more."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path

    def __eq__(self, other):
        return isinstance(other, Node) and (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash(self.path)

    def call(self, method, arguments=None, interface=ACCESSIBLE):
        return self.bus.call(self.owner, self.path, interface, method, arguments)

    def get(self, name, interface=ACCESSIBLE):
        return self.call("Get", GLib.Variant("(ss)", [interface, name]), "org.freedesktop.DBus.Properties")[0]

    @property
    def role(self):
        number = self.call("GetRole")[0]
        return ROLES.get(number, f"role {number}")

    @property
    def name(self):
        return self.get("Name")

    @property
    def description(self):
        return self.get("Description")

    @property
    def children(self):
        return [Node(self.bus, owner, path) for owner, path in self.call("GetChildren")[0]]

    @property
    def interfaces(self):
        return [name.removeprefix("org.a11y.atspi.") for name in self.call("GetInterfaces")[0]]

    def has_state(self, state):
        words = self.call("GetState")[0]
        return bool(words[STATES[state] // 32] >> STATES[state] % 32 & 1)

    @property
    def extents(self):
        """x, y, width, height inside the window; None for what has no place of its own."""
        try:
            box = self.call("GetExtents", GLib.Variant("(u)", [WINDOW_COORDINATES]), "org.a11y.atspi.Component")[0]
        except Gone:
            return None
        return box if box[2] > 0 and box[3] > 0 else None

    @property
    def text(self):
        length = self.get("CharacterCount", "org.a11y.atspi.Text")
        return self.call("GetText", GLib.Variant("(ii)", [0, length]), "org.a11y.atspi.Text")[0]

    @property
    def selected_texts(self):
        return self.call("GetNSelections", None, "org.a11y.atspi.Text")[0]

    @property
    def value(self):
        return self.get("CurrentValue", "org.a11y.atspi.Value")

    @value.setter
    def value(self, value):
        self.call("Set", GLib.Variant("(ssv)", ["org.a11y.atspi.Value", "CurrentValue", GLib.Variant("d", value)]),
                  "org.freedesktop.DBus.Properties")

    def act(self):
        """Does what an assistive program does: the first of the actions, that of a click."""
        assert self.call("DoAction", GLib.Variant("(i)", [0]), "org.a11y.atspi.Action")[0], \
            f"{self.name!r} cannot be acted on"
