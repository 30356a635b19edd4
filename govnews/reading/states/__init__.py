"""Pages that are not what was asked for: each state of a site in one place, told from what the page itself shows.

A page is looked at twice. As it comes, whoever asked for it: is it a wall (walls.py)? When it is read, by who knows what
was expected: in the place of an article (stand_in.py) or of a home page or list (notices.py). What a page of nothing but
scripts does, without running one, is for all of them in scripts.py. None of them says what follows: one odd page is never
the site's state, and whether there are many is judged by the run (:mod:`govnews.crawl.report`).

::

    state         told by                                                            one page is          many are
    wall          a status, words to the visitor, a script to run first              a failed article     blocked
    gone          404, 410; a notice or an alert that there is no such thing         a gone article       layout-changed
    maintenance   a notice of upkeep that means the site to a visitor                a failed article     layout-changed
    error page    what programs say when they fail, with a status of 200             a failed article     layout-changed
    moved         a redirect by HTTP, refresh or script; a notice with an address    a column incomplete  moved
    shell         scripts that draw, or hold, what is to be shown                    drawn by a browser   no-browser
    certificate   the TLS handshake (:mod:`govnews.downloader.tls`)                  a failed article     unreachable
"""
