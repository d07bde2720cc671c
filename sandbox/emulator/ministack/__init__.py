"""Everything that the emulator takes from ministack, one module per service; nothing else imports ministack.

ministack is a server and has no API for Python code beside it. Each module lists at its top what it reaches into and
why, and offers it under public names with types, so that an upgrade of ministack is read against this folder alone.
"""
