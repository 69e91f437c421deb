"""Following a training: progress bars, callbacks, and Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from . import library
from .errors import SettingTypeError, in_python

OnEvent = Callable[[dict[str, Any]], Any]


class Training:
    """Receives the events of a training, and ends it at the next step where that is wanted.

    Parameters
    ----------
    verbose : bool
        Whether progress is shown: by tqdm where it is installed, else a line an epoch.
    on_event : callable, optional
        Called with each event as a dict; a true result ends the training.
    """

    def __init__(self, verbose: bool = False, on_event: OnEvent | None = None) -> None:
        if on_event is not None and not callable(on_event):
            raise SettingTypeError(f"on_event cannot be called (expected a function of a dict, got {on_event!r})")
        try:
            is_shown = bool(verbose)
        except ValueError:
            raise SettingTypeError(f"verbose is neither true nor false (expected a bool, got {verbose!r})") from None
        self._show = _progress() if is_shown else None
        self._on_event = on_event
        self.on_start: Callable[[], None] | None = None
        self._error: BaseException | None = None
        self._is_interrupted = False

    def run(self, start: Callable[[Any], int]) -> None:
        """Calls `start` with an observer of the library.

        Raises
        ------
        KeyboardInterrupt
            After Ctrl-C, once the step is done.
        """
        observer = library.Observer(self._observe)
        restore = self._watch_signal()
        try:
            start(observer)
        finally:
            restore()
            if self._show is not None:
                self._show.close()
        if self._error is not None:
            raise self._error
        if self._is_interrupted:
            raise KeyboardInterrupt("the training has stopped after its step")

    def _watch_signal(self) -> Callable[[], Any]:
        """Notes Ctrl-C instead of raising an exception in the midst of a call; returns what undoes this."""
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return lambda: None
        signal.signal(signal.SIGINT, self._interrupt)
        return lambda: signal.signal(signal.SIGINT, signal.default_int_handler)

    def _interrupt(self, *_: Any) -> None:
        self._is_interrupted = True

    def _observe(self, _: Any, event: bytes) -> int:
        # An exception must not leave a function that C calls.
        if self._error is not None:
            return 1
        try:
            return 1 if self._note(json.loads(event)) or self._is_interrupted else 0
        except BaseException as error:
            self._error = error
            return 1

    def _note(self, event: dict[str, Any]) -> bool:
        if event["event"] == "warning":
            warnings.warn(in_python(event["message"]), stacklevel=2)
        if event["event"] == "started" and self.on_start is not None:
            self.on_start()
        if self._show is not None:
            self._show.note(event)
        return bool(self._on_event(event)) if self._on_event is not None else False


def _progress() -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return Lines()
    return Bar(tqdm)


class Bar:
    """A bar of tqdm over all steps, with the loss."""

    def __init__(self, tqdm: Any) -> None:
        self._tqdm = tqdm
        self._bar: Any = None

    def note(self, event: dict[str, Any]) -> None:
        kind = event["event"]
        if kind == "started":
            total = event["epochs"] * event["steps_per_epoch"]
            self._bar = self._tqdm(total=total or None, initial=event["step"], unit="step", desc="hourglass")
        elif self._bar is not None and kind in ("step", "epoch"):
            self._bar.update(event["step"] - self._bar.n)
            loss = event["loss"] if kind == "step" else event["training_loss"]
            self._bar.set_postfix(epoch=event["epoch"], loss=f"{loss:.4g}", refresh=False)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class Lines:
    """A line for each epoch, where tqdm is not installed."""

    def note(self, event: dict[str, Any]) -> None:
        if event["event"] == "epoch":
            validation = event.get("validation")
            validated = f", validation {validation['loss']:.4g}" if validation else ""
            print(
                f"epoch {event['epoch']}: loss {event['training_loss']:.4g}{validated}, "
                f"{event['images_per_second']:.0f} images/s",
                file=sys.stderr,
            )

    def close(self) -> None:
        pass
