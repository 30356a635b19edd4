"""Pages, sites and machines that are against us: whatever comes, a run ends in time and tells what it met."""
