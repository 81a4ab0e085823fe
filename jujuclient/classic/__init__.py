"""What jujuclient offered up to 0.54: the names, signatures and shapes that scripts were written to.

The old module paths are thin doors to here. New code uses ``jujuclient.model`` and
``jujuclient.controller``. Source: the facts about jujuclient 0.54, whose list of defects gives the
numbers that comments here name.
"""
