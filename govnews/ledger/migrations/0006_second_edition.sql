-- Version 6: the second edition of the record. Every record that is kept is brought to it, published or not: what waits
-- comes in the new form. Addresses, hashes and versions stay, so that nothing counts as edited. So do the tables.
UPDATE version SET record = second_edition(record);
