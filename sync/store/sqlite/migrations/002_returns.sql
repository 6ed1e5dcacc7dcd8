-- Returns are found by the sale that they give back (change.Order has a parent).
UPDATE records SET parent=parent_of(data) WHERE kind=11 AND parent_of(data) IS NOT parent;
