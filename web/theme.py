"""The colours and fonts of the page, by Gradio's own theme variables; no font is fetched."""

from importlib.resources import files

from gradio.themes import Base
from gradio.themes.utils import colors, sizes

_FONTS = (
    "Noto Naskh Arabic",
    "Noto Sans Arabic",
    "Segoe UI",
    "Geeza Pro",
    "Tahoma",
    "system-ui",
    "sans-serif",
)
_MONOSPACE = ("ui-monospace", "Consolas", "monospace")
# The blue of the United Nations, darkened where white text stands on it.
_BLUE = colors.Color(
    name="un",
    c50="#eff8fd",
    c100="#dceffa",
    c200="#b5ddf3",
    c300="#7fc4ea",
    c400="#3ea8de",
    c500="#0a86c2",
    c600="#006fa6",
    c700="#005b8a",
    c800="#004a70",
    c900="#0b3a56",
    c950="#08283c",
)


def page_theme() -> Base:
    """A calm blue on white, or on near black where the system is set to dark."""
    theme = Base(
        primary_hue=_BLUE,
        secondary_hue=_BLUE,
        neutral_hue=colors.slate,
        text_size=sizes.text_lg,
        radius_size=sizes.radius_md,
        font=_FONTS,
        font_mono=_MONOSPACE,
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
        chatbot_text_size="18px",
        button_small_text_size="16px",
        button_large_text_size="17px",
        input_text_size="18px",
        input_placeholder_color="*neutral_600",
        input_placeholder_color_dark="*neutral_300",
    )


def page_js() -> str:
    """The page's own script, with `__WORDS__` where its Arabic words belong."""
    return _read("page.js")


def _read(name: str) -> str:
    return files("web").joinpath(name).read_text(encoding="utf-8")
