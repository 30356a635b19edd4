"""The fleet's queue for Procrastinate's own program: procrastinate --app fleet_queue.queue healthchecks, or shell."""

from fleet_settings import GOVNEWS_LEDGER

from govnews.fleet.queue import app_of
from govnews.ledger import Server

queue = app_of(Server(GOVNEWS_LEDGER), connections=1)
