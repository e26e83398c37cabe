"""The one family of errors that a person can meet, in Arabic and in English."""


class HiwarError(Exception):
    """Something a person can mend: what happened, in two languages, and what to do about it.

    The command line prints `message_en`, `message_ar` and `hint` in one line each and exits with 2;
    the page shows `message_ar`.

    :param message_ar: One Arabic sentence for the page.
    :param message_en: One English sentence for the shell and the log.
    :param hint: What to do next, in English; empty where the message already says so.
    """

    def __init__(self, message_ar: str, message_en: str, hint: str = "") -> None:
        super().__init__(message_en)
        self.message_ar = message_ar
        self.message_en = message_en
        self.hint = hint
