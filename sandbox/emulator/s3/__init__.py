"""S3 is ministack's; the bodies of objects are kept on disk alone."""
