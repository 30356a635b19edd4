-- Version 8: the state that people were told of last, of each column, too.
ALTER TABLE column_ ADD COLUMN told TEXT;
