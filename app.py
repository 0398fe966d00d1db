"""Start of the program: ``streamlit run app.py``, or any ASGI server with ``app:app``."""

from pathlib import Path

from streamlit.starlette import App

from typology.ui.server import lifespan, middleware, on_script_error, routes, without_component_search

without_component_search()
app = App(
    Path(__file__).resolve().parent / "typology" / "ui" / "script.py",
    lifespan=lifespan,
    middleware=middleware(),
    routes=routes(),
    on_script_error=on_script_error,
)
