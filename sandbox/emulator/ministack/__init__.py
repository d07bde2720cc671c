"""The only code that imports ministack: one module per service.

ministack is a server and has no public Python API. Each module lists the private names that it uses and why, and
exposes them under public names with types, so that after an upgrade of ministack only this folder needs review.
"""
