"""Crawls on many machines: a queue in the database that has the ledger, workers that crawl, and control that says what is due.

The queue (Procrastinate) gives throughput; the promise that a site is crawled once at a time is the ledger's, whose lease each
crawl holds. Needs the extra ``fleet``.
"""
