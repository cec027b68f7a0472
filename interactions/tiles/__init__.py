"""The tiles of this room on the home page, and who sees which."""

from crm.roles import AUDITOR, MANAGER, MARKETING, SALESPERSON
from crm.sockets import SetupGap, Tile
from interactions.tiles.log import negative_evaluations, recent_log
from interactions.tiles.neglected import my_neglected, neglected_by_salesperson
from interactions.tiles.oversight import campaigns, cancellations, template_gap
from interactions.tiles.postponed import my_postponed
from interactions.tiles.volume import by_salesperson, by_week, counts

_FOLDER = "interactions/tiles"

TILES = (
    Tile(
        order=10,
        template=f"{_FOLDER}/counts.html",
        context=counts,
        roles=(SALESPERSON, MANAGER, MARKETING, AUDITOR),
        region="top",
    ),
    Tile(order=10, template=f"{_FOLDER}/postponed.html", context=my_postponed),
    Tile(order=20, template=f"{_FOLDER}/by_week.html", context=by_week, roles=(MANAGER,)),
    Tile(order=30, template=f"{_FOLDER}/recent_log.html", context=recent_log),
    Tile(order=40, template=f"{_FOLDER}/by_week.html", context=by_week, roles=(MARKETING, AUDITOR)),
    Tile(
        order=50,
        template=f"{_FOLDER}/by_week.html",
        context=by_week,
        roles=(SALESPERSON,),
        region="aside",
    ),
    Tile(
        order=20,
        template=f"{_FOLDER}/by_salesperson.html",
        context=by_salesperson,
        roles=(MANAGER,),
        region="aside",
    ),
    Tile(
        order=30,
        template=f"{_FOLDER}/campaigns.html",
        context=campaigns,
        roles=(MARKETING,),
        region="aside",
    ),
    Tile(
        order=30,
        template=f"{_FOLDER}/negative_evaluations.html",
        context=negative_evaluations,
        roles=(MANAGER,),
        region="aside",
    ),
    Tile(
        order=40,
        template=f"{_FOLDER}/my_neglected.html",
        context=my_neglected,
        roles=(SALESPERSON,),
        region="aside",
    ),
    Tile(
        order=40,
        template=f"{_FOLDER}/neglected_by_salesperson.html",
        context=neglected_by_salesperson,
        roles=(MANAGER,),
        region="aside",
    ),
    Tile(
        order=50,
        template=f"{_FOLDER}/cancellations.html",
        context=cancellations,
        roles=(AUDITOR,),
        region="aside",
    ),
    Tile(
        order=80,
        template=f"{_FOLDER}/by_salesperson.html",
        context=by_salesperson,
        roles=(AUDITOR,),
        region="aside",
    ),
)
GAPS = (SetupGap(order=30, find=template_gap),)
