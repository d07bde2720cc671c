"""The formats of raw objects: one module per format, all with the interface of `format`, in the table of `table`."""
