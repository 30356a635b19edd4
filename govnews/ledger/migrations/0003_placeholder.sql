-- Version 3 is another branch's: its file takes this one's place.
SELECT 3;
