"""What Lambda refuses and how it names errors, where ministack is more lenient."""
