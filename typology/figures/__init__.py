"""Pictures of a reading: each a plotly figure, the sentence that says what it shows, and the table behind it.

Nothing is imported here, so that only a page that draws loads the drawing library.
"""
