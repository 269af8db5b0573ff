"""The icons of the pages: Lucide's, drawn into the page so that they take the colour and size of the words.

Owns the list of those in use; a name outside it is refused, so that a typing error is seen in a test and not
by a reader. An icon never stands alone for a meaning: words stand beside it, or it carries a label.
"""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from scibridge.kernel.errors import UnknownOption

ICONS = frozenset(
    [
        "activity",
        "archive",
        "arrow-down",
        "arrow-left",
        "arrow-right",
        "arrow-right-left",
        "arrow-up",
        "arrow-up-down",
        "award",
        "bell",
        "bell-off",
        "corner-down-left",
        "bell-ring",
        "bell-dot",
        "blocks",
        "book-open",
        "bookmark",
        "bookmark-check",
        "bookmark-plus",
        "briefcase",
        "building-2",
        "calendar",
        "calendar-clock",
        "check",
        "chevron-down",
        "chevron-left",
        "chevron-right",
        "chevron-up",
        "chevrons-up-down",
        "circle",
        "circle-alert",
        "circle-check",
        "circle-dashed",
        "circle-question-mark",
        "circle-minus",
        "circle-plus",
        "circle-x",
        "clipboard-check",
        "clock",
        "cloud-sun-rain",
        "code-xml",
        "coins",
        "columns-3",
        "contact",
        "contrast",
        "copy",
        "database",
        "diff",
        "download",
        "eye",
        "eye-off",
        "external-link",
        "factory",
        "file",
        "file-check",
        "file-diff",
        "file-down",
        "file-text",
        "file-up",
        "flag",
        "flask-conical",
        "gauge",
        "git-compare",
        "globe",
        "globe-lock",
        "graduation-cap",
        "handshake",
        "heart-pulse",
        "history",
        "house",
        "inbox",
        "info",
        "key-round",
        "landmark",
        "languages",
        "layers",
        "layout-dashboard",
        "library",
        "lightbulb",
        "link",
        "list",
        "list-checks",
        "list-filter",
        "loader-circle",
        "lock",
        "log-in",
        "log-out",
        "mail",
        "mail-check",
        "map-pin",
        "menu",
        "message-square",
        "microscope",
        "minus",
        "monitor",
        "moon",
        "network",
        "newspaper",
        "package",
        "paperclip",
        "pause",
        "pencil",
        "play",
        "plus",
        "printer",
        "quote",
        "refresh-ccw",
        "rocket",
        "rotate-ccw",
        "rss",
        "save",
        "scale",
        "scroll-text",
        "search",
        "send",
        "settings",
        "share-2",
        "shield",
        "shield-check",
        "siren",
        "sliders-horizontal",
        "sparkles",
        "square-pen",
        "star",
        "sun",
        "tag",
        "target",
        "thermometer-sun",
        "timer",
        "trash-2",
        "trending-up",
        "triangle-alert",
        "undo-2",
        "upload",
        "user",
        "user-check",
        "user-plus",
        "users",
        "wand-sparkles",
        "wheat",
        "wrench",
        "x",
        "zap",
    ]
)


@cache
def _lines(name: str) -> str:
    """The lines of a drawing, without its frame: the frame's look is the stylesheet's."""
    if name not in ICONS:
        raise UnknownOption("icon", name, tuple(sorted(ICONS)))
    _, _, rest = lucide(name).partition(">")
    return " ".join(rest.rpartition("</svg>")[0].replace(" />", "/>").split())


def icon(name: str, label: str = "") -> SafeString:
    """The drawing of ``name``: hidden from screen readers, or an image called ``label``.

    Raises UnknownOption for a name that is not in use here.
    """
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    # The package's own drawings: nothing in them comes from a visitor.
    lines = mark_safe(_lines(name))  # noqa: S308
    return format_html(
        '<svg class="icon" width="18" height="18" viewBox="0 0 24 24" {}>{}</svg>', role, lines
    )
