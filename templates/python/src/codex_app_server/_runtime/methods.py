"""A method of the protocol as a value: its name and the types that go with it.

Types are given by name and looked up in `types` when somebody asks, so that a table of
all methods imports no model.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

P = TypeVar("P", contravariant=True)
A = TypeVar("A", contravariant=True)
R = TypeVar("R", covariant=True)
Q = TypeVar("Q", covariant=True)


class Method(Struct, frozen=True):
    """Base class of all methods."""

    name: str
    """Name of the method in the protocol."""
    params_name: str | None
    """Name of the type of the params; None if there are none."""

    @property
    def params_type(self) -> Any:
        """The type of the params; None if there are none."""
        return resolve(self.params_name)


class ClientMethod(Method, Generic[P, R], frozen=True):
    """A request that the client sends."""

    result_name: str
    optional_params: bool = False
    """Whether the params may be omitted."""
    experimental: bool = False
    """Whether only clients that opted in may use it."""
    since: str | None = None
    """First recorded runtime version that has it; None if the oldest one does."""
    timeout: float | UnsetType | None = UNSET
    """Default timeout in seconds; None: no limit; UNSET: that of the client."""

    @property
    def result_type(self) -> Any:
        """The type of the result."""
        return resolve(self.result_name)

    if TYPE_CHECKING:  # what ties the type parameters to the class

        def __request__(self, params: P) -> R: ...


class ServerMethod(Method, Generic[Q, A], frozen=True):
    """A request that the server sends and the client answers."""

    result_name: str
    experimental: bool = False
    since: str | None = None
    """First recorded runtime version that has it; None if the oldest one does."""

    @property
    def result_type(self) -> Any:
        """The type of the answer."""
        return resolve(self.result_name)

    if TYPE_CHECKING:

        def __answer__(self, result: A) -> Q: ...


class ClientNotificationMethod(Method, Generic[P], frozen=True):
    """A notification that the client sends."""

    experimental: bool = False
    since: str | None = None
    """First recorded runtime version that has it; None if the oldest one does."""

    if TYPE_CHECKING:

        def __notify__(self, params: P) -> None: ...


class ServerNotificationMethod(Method, Generic[Q], frozen=True):
    """A notification that the server sends."""

    experimental: bool = False
    since: str | None = None
    """First recorded runtime version that has it; None if the oldest one does."""

    if TYPE_CHECKING:

        def __payload__(self) -> Q: ...


def resolve(name: str | None) -> Any:
    """The type of that name in `types`."""
    return (
        None if name is None else getattr(import_module("..types", __package__), name)
    )
