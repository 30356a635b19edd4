"""What keeps an output folder in order over the years: the ledger made anew, what nobody needs removed."""
