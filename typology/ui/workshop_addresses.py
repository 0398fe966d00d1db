"""How phones and the wall find the workshop: QR code, short code, address to type, choice among addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from typology.language import Speaker
from typology.reports import joining
from typology.ui import blocks, navigation

if TYPE_CHECKING:
    from typology.ui.workshop_state import Room

_CHOSEN = "ws-adresse"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def render(room: Room) -> None:
    """Draw everything that leads people into the room: for phones and for the wall."""
    say, workshop = room.say, room.workshop
    blocks.section(say("ws.addresses"), "adressen", say("ws.addresses_text"))
    if room.ended or workshop.code is None:
        blocks.paragraph(say("ws.no_joining"))
        wall_link(room)
        return
    base = _choose_base(say)
    with st.container(key="ws-adressen"):
        blocks.html(_card(room, base))
    blocks.paragraph(say("ws.link_to_send"), "leise")
    copyable(joining.join_address(base, workshop.code, workshop.join_key), say)
    wall_link(room)


def corner(room: Room, *, code: bool) -> None:
    """Draw the way to the wall, with code and QR code small where people still come; beside a round that is led."""
    say, workshop = room.say, room.workshop
    if code and not room.ended and workshop.code is not None:
        blocks.html(_card(room, _base(), small=True))
    wall_link(room)
    navigation.link(navigation.WORKSHOP, say("ws.to_addresses"), **room.place("vorbereiten"))


def _card(room: Room, base: str, *, small: bool = False) -> str:
    say, code = room.say, room.workshop.code or ""
    qr = blocks.svg_image(joining.qr_svg(joining.join_address(base, code, room.workshop.join_key)), say("ws.qr_title"))
    typed = blocks.escaped(joining.typed_address(base))
    spaced = f"<span>{blocks.escaped(code[:3])}</span><span>{blocks.escaped(code[3:])}</span>"
    return (
        f'<div class="ws-karte{" ws-klein" if small else ""}"><div class="ws-qr">{qr}</div>'
        f'<div class="ws-eintippen"><p>{blocks.escaped(say("ws.scan"))}</p>'
        f'<p>{blocks.escaped(say("ws.type_address"))}<strong class="ws-tippen" dir="ltr">{typed}</strong></p>'
        f'<p>{blocks.escaped(say("ws.code"))}<strong class="ws-code" dir="ltr" translate="no">{spaced}</strong></p>'
        "</div></div>"
    )


def wall_link(room: Room) -> None:
    """Draw the link to the wall; it opens in a window of its own, and nothing in it leads back to here."""
    # The wall shows the address that was chosen for phones; it may itself run on the machine of the program.
    address = blocks.escaped(f"{from_here(f'./wand/{room.wall}')}?{urlencode({'adresse': _base()})}")
    blocks.html(
        f'<p class="ws-zur-wand"><a href="{address}" target="_blank" rel="noopener noreferrer">'
        f"{blocks.escaped(room.say('ws.open_wall'))}</a></p>"
    )


# ------------------------------------------------------------------------------ which address
def here() -> str | None:
    """Return the address of the program as this browser reaches it, with a slash at its end."""
    seen = (st.context.url or "").split("?")[0].split("#")[0]
    return f"{seen.rsplit('/', 1)[0]}/" if seen.count("/") > 2 else None


def from_here(relative: str) -> str:
    """Return a relative address of ours (``./page``) as a whole one."""
    return f"{here() or './'}{relative.removeprefix('./')}"


def _bases() -> tuple[str, ...]:
    return joining.base_addresses(here()) or ("http://127.0.0.1/",)


def _base() -> str:
    """Return the address that was chosen for phones, else the likeliest."""
    bases = _bases()
    chosen = st.session_state.get(_CHOSEN)
    return chosen if chosen in bases else bases[0]


def reach_hint(say: Speaker) -> None:
    """Say so where the program was started for this machine alone: no phone would reach it."""
    if joining.public_address() is None and st.get_option("server.address") in _LOOPBACK:
        blocks.notice(say("ws.only_here"))


def _choose_base(say: Speaker) -> str:
    bases = _bases()
    reach_hint(say)
    if len(bases) < 2:
        return bases[0]
    chosen = st.radio(
        say("ws.which_address"),
        bases,
        index=bases.index(_base()),
        format_func=lambda b: navigation.plain(b.rstrip("/")),
        key=f"ws-adresse-wahl-{say.language}",
        captions=[say("ws.address_local") if any(f"//{own}" in b for own in _LOOPBACK) else "" for b in bases],
    )
    st.session_state[_CHOSEN] = chosen
    return chosen


def phone_base() -> str:
    """Return the address under which a phone most likely reaches the program."""
    return _base()


# ------------------------------------------------------------------------------ an address to take along
_COPY = """<script>
if (!window.__vsCopy) {
  window.__vsCopy = true;
  addEventListener('click', async event => {
    const button = event.target.closest('.vs-kopieren');
    if (!button) return;
    const field = button.parentElement.querySelector('.vs-adresse');
    const text = field.textContent.trim();
    try { await navigator.clipboard.writeText(text); }
    catch {  // a page without https may not use the clipboard in that way
      const chosen = getSelection(); chosen.removeAllRanges();
      const range = document.createRange(); range.selectNodeContents(field); chosen.addRange(range);
      document.execCommand('copy');
    }
    const words = button.textContent;
    if (button.dataset.fertig === words) return;
    button.textContent = button.dataset.fertig;
    setTimeout(() => { button.textContent = words; }, 2500);
  });
}
</script>"""


def copyable(address: str, say: Speaker) -> None:
    """Draw an address that can be followed, selected and copied. A code block would load half a megabyte for it."""
    shown = blocks.escaped(address)
    st.html(_COPY, unsafe_allow_javascript=True)
    blocks.html(
        f'<div class="ws-kopie"><p class="vs-adresse" translate="no"><a href="{shown}">{shown}</a></p>'
        f'<button type="button" class="vs-kopieren" data-fertig="{blocks.escaped(say("ws.copied"))}">'
        f"{blocks.escaped(say('ws.copy'))}</button></div>"
    )
