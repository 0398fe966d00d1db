"""The workbench of coordinators and facilitators, in Streamlit: one file a page."""
