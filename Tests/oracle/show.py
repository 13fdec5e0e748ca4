"""What an alert shows of its purchases (semantics 5.7)."""

from papers import partly
from text import decimal, stamp


def amount(value, unit):
    return None if value is None else {"value": decimal(value), "unit": unit}


def show(purchase, voided, kinds):
    """The record of a purchase in the plain netting; `kinds` are the exceptions whose partial cover it shows."""
    line = purchase.line
    return {
        "key": line.key, "time": stamp(line.time), "moment": stamp(purchase.moment),
        "store": line.parts["store"], "till": line.parts["till"], "receipt": line.parts["receipt"], "line": line.parts["line"],
        "product": line.product, "description": line.description,
        "quantity": decimal(purchase.quantity), "returned": decimal(purchase.returned), "voided": decimal(voided),
        "amount": decimal(purchase.amount), "currency": line.currency, "tender": line.tender,
        "substances": [show_substance(purchase, place, kinds) for place in range(len(purchase.substances))],
    }


def show_substance(purchase, place, kinds):
    item = purchase.substances[place]
    first, row = item.entries[0], item.row
    return {
        "id": first.id, "name": first.name, "cas": first.cas, "list": first.list,
        "concentration": amount(row.concentration, f"% {row.basis}"), "mass": amount(item.mass, "g"), "volume": amount(purchase.volume, "ml"),
        "restricted": item.restricted(), "assumed_density": item.assumed_density,
    } | covered_mass(purchase, place, kinds)


def covered_mass(purchase, place, kinds):
    found = partly(kinds, purchase, place)
    return {"covered_mass": {kind: amount(mass, "g") for kind, mass in found.items()}} if found else {}


def show_before(purchase, ignores, kinds):
    """What rules saw of a purchase that ignore returns, voids, or both."""
    return {name: "ignore" for name, ignored in zip(("returns", "voids"), ignores) if ignored} | {
        "quantity": decimal(purchase.quantity), "amount": decimal(purchase.amount),
        "substances": [{"id": item.entries[0].id, "mass": amount(item.mass, "g"), "volume": amount(purchase.volume, "ml")}
                       | covered_mass(purchase, place, kinds) for place, item in enumerate(purchase.substances)],
    }
