"""Reads Hong Kong forms, pages and pen strokes. Knows nothing of the desk.

`reader` is the door: it runs `worker` in a child process, and only that child loads Pillow, OpenCV and the networks.
Inside: `image` opens bytes, `page` straightens, `ink` cleans, `recognise` and `ctc` read, `fields` checks what was read.
"""
