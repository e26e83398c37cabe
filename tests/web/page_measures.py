"""Facts about a page as the browser drew it."""

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser import ARTIFACTS


def artifact(name: str) -> Path:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    return ARTIFACTS / f"page-{name}.png"


def settle(page: Page) -> None:
    """Wait until what glides, fades or moves has come to its end, and the fonts that are drawn with have come."""
    page.wait_for_timeout(300)  # until what was pressed has begun to move something
    page.wait_for_function(
        """document.body.offsetWidth && document.fonts.status === "loaded" && document.getAnimations().every(
            (moving) => moving.playState !== "running" || moving.effect.getComputedTiming().endTime === Infinity)"""
    )


def latin_words(page: Page) -> set[str]:
    """Latin words that a reader or a screen reader meets outside documents' text."""
    found = page.evaluate(
        """() => {
          const words = [document.title];
          for (const e of document.querySelectorAll("body *")) {
            if (["SCRIPT", "STYLE"].includes(e.tagName) || !e.checkVisibility()) continue;
            for (const a of ["aria-label", "title", "alt", "placeholder", "aria-description"])
              if (e.hasAttribute(a)) words.push(e.getAttribute(a));
            const spoken = e.closest("[lang]")?.lang;
            if (spoken && spoken !== document.documentElement.lang) continue; // a language by its own name
            if (e.closest(".hw-text, .hw-citations, .hw-question, style, svg")) continue;
            for (const n of e.childNodes) if (n.nodeType === Node.TEXT_NODE) words.push(n.textContent);
          }
          return words;
        }"""
    )
    return set(re.findall("[A-Za-z]{2,}", " ".join(found)))


def box(page: Page, selector: str) -> dict[str, float]:
    return page.locator(selector).first.evaluate("e => e.getBoundingClientRect().toJSON()")


def fonts_of(page: Page, selector: str) -> list[str]:
    """The fonts that the browser really drew an element's text with, once that which comes along has come."""
    page.wait_for_function(
        """document.body.offsetWidth && document.fonts.status === "loaded"
           && [...document.fonts].some((font) => font.status === "loaded")"""
    )
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [font["familyName"] for font in fonts]


def outside(page: Page, within: str = "main") -> list[str]:
    """Visible elements that stick out of the viewport sideways."""
    return page.evaluate(
        """(within) => [...document.querySelectorAll(within + " *")].filter(e => {
            const r = e.getBoundingClientRect();
            const shown = e.checkVisibility() && r.width > 1 && !e.closest(".sr-only");
            return shown && (r.left < -0.5 || r.right > innerWidth + 0.5);
        }).map(e => e.className + ": " + e.textContent.slice(0, 40))""",
        within,
    )


def small(page: Page, within: str = "main") -> list[str]:
    """Visible text under 16 pixels."""
    return page.evaluate(
        """(within) => [...document.querySelectorAll(within + " *")].filter(e => e.checkVisibility()
            && !e.closest(".sr-only, style, svg")
            && [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim())
            && parseFloat(getComputedStyle(e).fontSize) < 16
        ).map(e => getComputedStyle(e).fontSize + " " + e.textContent.slice(0, 40))""",
        within,
    )


def faint(page: Page, within: str = "main") -> list[str]:
    """Visible text whose contrast with what lies under it is below 4.5 to 1 (WCAG AA)."""
    return page.evaluate(
        """(within) => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = (colour) => {
            canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
            const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255];
          };
          const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
          const under = (e) => {
            if (!e) return [255, 255, 255, 1];
            const own = rgba(getComputedStyle(e).backgroundColor);
            return own[3] === 1 ? own : over(own, under(e.parentElement));
          };
          const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => {
            const v = c[i] / 255; return sum + w * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          }, 0);
          const bad = [];
          for (const e of document.querySelectorAll(within + " *")) {
            if (!e.checkVisibility() || e.closest(".sr-only, style, svg, .hw-status, :disabled")) continue;
            const typed = e.tagName === "TEXTAREA";
            const has = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
            if (!has && !typed) continue;
            let opacity = 1;
            for (let x = e; x; x = x.parentElement) opacity *= parseFloat(getComputedStyle(x).opacity);
            const back = under(e);
            const colours = [getComputedStyle(e).color];
            if (typed) colours.push(getComputedStyle(e, "::placeholder").color);
            for (const colour of colours) {
              const fore = rgba(colour); fore[3] *= opacity;
              const [a, b] = [light(over(fore, back)), light(back)].sort((x, y) => y - x);
              const ratio = (a + 0.05) / (b + 0.05);
              if (ratio < 4.5) bad.push(`${ratio.toFixed(2)} ${e.className}: ${e.textContent.slice(0, 40)}`);
            }
          }
          return bad;
        }""",
        within,
    )


def colours(path: Path) -> int:
    """How many colours a picture has: a blank one has few."""
    with Image.open(path) as image:
        return len(image.convert("RGB").getcolors(1 << 24) or [])


def brightness(path: Path) -> float:
    with Image.open(path) as image:
        histogram = image.convert("L").histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram) / 255
