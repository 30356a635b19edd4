-- Version 10: an article is all of its pages. What a conditional request would say speaks of the first page alone, and an article
-- of which no more was recorded would be taken for unchanged: the next look at each is without conditions.
UPDATE article SET etag = NULL, last_modified = NULL;
