"""What happened: the vocabulary, the log and the bus.

There is no shorter way in than the modules: `events.identity` or `events.cloudevents` alone cost a
few milliseconds, and a face here would load every payload model behind whichever one was meant.
The packages below, `eventlog` and `mqtt`, do have a face.
"""
