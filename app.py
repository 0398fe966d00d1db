"""Start of the program: ``streamlit run app.py``, or any ASGI server with ``app:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from streamlit.starlette import App

from typology.respond.routes import Respond
from typology.respond.services import Services
from typology.ui import server, session

server.without_component_search()
respond = Respond(
    Services(
        model=session.current_model,
        questionnaires=session.current_questionnaires,
        store=session.current_store,
        old_model=session.old_model,
        old_questionnaire=session.old_questionnaire,
        versions=session.versions,
    )
)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start and end the workbench, and inside of it the pages of respondents, which use its store."""
    async with server.lifespan(app) as state, respond.lifespan():
        yield state


app = App(
    Path(__file__).resolve().parent / "typology" / "ui" / "script.py",
    lifespan=lifespan,
    middleware=[*respond.middleware(), *server.middleware()],
    routes=server.routes(),
    on_script_error=server.on_script_error,
)
