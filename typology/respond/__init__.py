"""The pages of everybody who only answers: plain HTML on the same server, from the same questionnaires.

No account, no app, no websocket: one request an answer, stored before it is acknowledged.
"""
