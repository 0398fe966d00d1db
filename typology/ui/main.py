"""The Streamlit script: language, header, page; and what is said when something is wrong with the whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import streamlit as st

from typology.language import Speaker
from typology.model.loading import ModelError
from typology.ui import blocks, navigation, session


def run() -> None:
    """Draw the page that the address asks for."""
    say = Speaker(session.language())
    st.set_page_config(layout="wide")
    st.html(Path(__file__).with_name("style.css"))
    # Streamlit says these in English only; the stylesheet shows our sentences instead.
    own = {"getrennt": "app.lost", "nichts": "app.no_match", "hochladen": "app.upload"}
    words = " ".join(f"--vs-{name}: {json.dumps(say(key), ensure_ascii=False)};" for name, key in own.items())
    st.html(f"<style>:root {{ {words} }}</style>")
    try:
        say = session.speaker()
        session.current_questionnaires()
    except ModelError as error:
        _broken_model(error, say)
        return
    try:
        session.current_store()
    except Exception as error:
        from typology.store import StoreError

        if not isinstance(error, StoreError):
            raise
        blocks.page_title(say("app.name"))
        blocks.notice(blocks.store_sentence(error, say), "wichtig")
        return
    page = navigation.set_up(_render(), say)
    name = page.url_path or navigation.START
    navigation.header(name, say)
    # There it stands in the bar that stays in sight.
    if name not in (navigation.ASSESS, navigation.MAP, navigation.WORKSHOP):
        blocks.pending_problem()
    with st.container(key=f"seite-{name}"):
        page.run()
    _footer(say)


def _render() -> dict[str, Callable[[], None]]:
    """Return what draws each page; a page's module is imported when it is first shown, which keeps the start short."""
    modules = {
        navigation.START: "start_page",
        navigation.CASE: "case_page",
        navigation.ASSESS: "assess_page",
        navigation.RESULT: "result_page",
        navigation.DEVELOPMENT: "development_page",
        navigation.PERSPECTIVES: "perspectives_page",
        navigation.SENSITIVITY: "sensitivity_page",
        navigation.COMPARE: "compare_page",
        navigation.MAP: "map_page",
        navigation.WORKSHOP: "workshop_page",
        navigation.METHOD: "method_page",
    }
    return {name: _page_of(module) for name, module in modules.items()}


def _page_of(module: str) -> Callable[[], None]:
    def draw() -> None:
        import_module(f"typology.ui.{module}").render()

    return draw


def _broken_model(error: ModelError, say: Speaker) -> None:
    """Show every problem of the YAML at its place; the author of a typology needs nothing else."""
    from typology.model.problems import render

    blocks.page_title(say("app.name"))
    blocks.notice(say("model.broken"), "wichtig")
    st.code(render(error.problems), language=None)


def _footer(say: Speaker) -> None:
    from html import escape

    blocks.html(f'<footer class="vs-fuss"><p>{escape(say("app.footer"))}</p></footer>')
