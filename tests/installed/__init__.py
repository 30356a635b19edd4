"""govnews as other people have it: from a wheel or an sdist, without a checkout."""
