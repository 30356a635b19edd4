-- Version 5: the first rows of each list are remembered, and how many rows its pages have: who reads the top alone sees by
-- them whether the list goes on as it did. What is excluded says by which kind of trouble. A column that the home page does not show any more is counted before it is left.
ALTER TABLE column_ ADD COLUMN head TEXT;
ALTER TABLE column_ ADD COLUMN page_size INTEGER;
ALTER TABLE excluded ADD COLUMN kind TEXT;
ALTER TABLE column_ ADD COLUMN absent INTEGER NOT NULL DEFAULT 0;
