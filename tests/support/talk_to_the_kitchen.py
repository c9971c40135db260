"""Speaks the invented protocol `kitchen` through three packages that were made for it."""

from __future__ import annotations

import sys

sys.path.insert(0, sys.argv[1])

import kitchen
import silent.wire
import twice.wire
from kitchen import types, wire
from kitchen.wire import methods

# What the server says.
line = b'{"method":"order/updated","params":{"order":{"id":"1","state":{"state":"burnt","why":"cat"}}}}'
match wire.decode(line):
    case types.OrderUpdatedEvent(
        payload=types.OrderUpdated(order=kitchen.Order(state=state))
    ):
        assert state == types.RuinedOrderState(why=types.Excuse.cat)
    case other:
        raise AssertionError(other)
assert wire.encode(wire.decode(line)) == line
assert isinstance(wire.decode(b'{"method":"kitchen/closed"}'), types.KitchenClosedEvent)
later = wire.decode(line.replace(b"burnt", b"dropped"))
assert isinstance(later, types.OrderUpdatedEvent)
assert isinstance(later.payload.order.state, types.Unknown)

# What it asks, and what it is answered.
query = wire.decode(b'{"id":7,"method":"recipe/confirm","params":{"recipe":"soup"}}')
assert isinstance(query, types.RecipeConfirmQuery)
answer = types.ConfirmRecipeOutput(ok=True)
assert wire.encode_response(query.id, answer) == b'{"id":7,"result":{"ok":true}}'

# What it is asked.
order = types.PlaceOrderInput(
    dishes=[types.Dish(name="soup", choice=types.NoneChoice())]
)
assert wire.encode_request(1, methods.ORDER_PLACE, order) == (
    b'{"id":1,"method":"order/place","params":'
    b'{"dishes":[{"name":"soup","choice":{"kind":"none"}}]}}'
)
response = wire.decode(
    b'{"id":1,"result":{"order":{"id":"1","state":{"state":"served"}}}}'
)
assert isinstance(response, wire.Response)
result = wire.decode_result(methods.ORDER_PLACE, response)
assert result.order.state == types.ServedOrderState()
cancel = types.CancelOrderInput(order_id="1")
assert b'"orderId":"1"' in wire.encode_request("a", methods.ORDER_CANCEL, cancel)

# One method of both kinds is told apart by its id.
asked = twice.wire.decode(
    b'{"id":7,"method":"recipe/confirm","params":{"recipe":"soup"}}'
)
told = twice.wire.decode(line.replace(b"order/updated", b"recipe/confirm"))
assert isinstance(asked, twice.wire.RequestMessage), asked
assert isinstance(told, twice.wire.NotificationMessage), told
assert asked.method == told.method == "recipe/confirm"

# A server without messages of its own still answers.
assert isinstance(silent.wire.decode(b'{"id":1,"result":{}}'), silent.wire.Response)
assert isinstance(silent.wire.decode(line), silent.wire.UnknownNotification)
