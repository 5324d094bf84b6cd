"""The few exceptions of micrograd_plus, each a subclass of the nearest built-in."""


class FormulaError(ValueError):
    """Report a formula that cannot be read, with the column where reading stopped.

    Arguments:
        message: what is wrong, and the cure.
        text: the whole formula as it was given.
        column: where in `text` the trouble starts, counted from 0.
        meant: what was probably meant, told first.
    """

    def __init__(self, message: str, text: str, column: int, meant: str = "") -> None:
        super().__init__(message, text, column, meant)
        self.message = message
        self.meant = meant
        self.text = text
        self.column = column

    def __str__(self) -> str:
        message = f"{self.meant}; {self.message}" if self.meant else self.message
        if len(message) > 300:
            message = f"{message[:145]} ... {message[-145:]}"
        line, column = self.text, self.column
        if len(line) > 72:
            start = max(0, column - 36)
            line = ("..." if start else "") + line[start : start + 66] + "..."
            column -= start - (3 if start else 0)
        pointer = " " * column + "^"
        return f"{message} (column {self.column + 1})\n    {line}\n    {pointer}"


class RuleError(ValueError):
    """Report a rule that cannot be accepted: a wrong partial, a taken name."""


class StaleGraphError(RuntimeError):
    """Report a graph whose numbers were changed after results were computed from them."""


class RecordingError(TypeError):
    """Report a recorded function whose program would not hold for other rows."""


class AnomalyError(FloatingPointError):
    """Report the first number that went inf or nan inside `detect_anomaly()`."""


class AnswerError(ValueError):
    """Report an answer to an exercise that cannot be read."""


class LikelyMistake(UserWarning):
    """Point at what is allowed and yet almost always a mistake, with the cure."""
