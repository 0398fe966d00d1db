"""What Streamlit runs for every interaction; kept to one line so that everything else is imported once."""

from typology.ui.main import run

run()
