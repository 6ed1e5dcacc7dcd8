package memory

import "hash/fnv"

// tree is an ordered map that is never changed: put and without give another
// one that shares what stayed the same. So a transaction is a value that is kept
// or thrown away, and a reader keeps the moment it began at.
//
// It is a treap: keys in order from left to right, and every node's rank, a
// hash of its key, not above that of its parent.
type tree[V any] struct{ root *node[V] }

type node[V any] struct {
	key         string
	rank        uint64
	value       V
	left, right *node[V]
}

func (t tree[V]) get(key string) (v V, ok bool) {
	n := t.root
	for n != nil {
		switch {
		case key < n.key:
			n = n.left
		case key > n.key:
			n = n.right
		default:
			return n.value, true
		}
	}
	return v, false
}

func (t tree[V]) put(key string, value V) tree[V] {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash never fails
	return tree[V]{put(t.root, &node[V]{key: key, rank: h.Sum64(), value: value})}
}

func put[V any](n, added *node[V]) *node[V] {
	if n == nil {
		return added
	}
	c := *n
	switch {
	case added.key == n.key:
		c.value = added.value
	case added.rank > n.rank:
		added.left, added.right = split(n, added.key)
		return added
	case added.key < n.key:
		c.left = put(n.left, added)
	default:
		c.right = put(n.right, added)
	}
	return &c
}

// split parts a tree that does not hold key into what is below and above it.
func split[V any](n *node[V], key string) (below, above *node[V]) {
	if n == nil {
		return nil, nil
	}
	c := *n
	if n.key < key {
		c.right, above = split(n.right, key)
		return &c, above
	}
	below, c.left = split(n.left, key)
	return below, &c
}

func (t tree[V]) without(key string) tree[V] {
	if _, there := t.get(key); !there {
		return t
	}
	return tree[V]{without(t.root, key)}
}

func without[V any](n *node[V], key string) *node[V] {
	if n.key == key {
		return join(n.left, n.right)
	}
	c := *n
	if key < n.key {
		c.left = without(n.left, key)
	} else {
		c.right = without(n.right, key)
	}
	return &c
}

// join puts two trees together of which all keys of the first are below.
func join[V any](below, above *node[V]) *node[V] {
	switch {
	case below == nil:
		return above
	case above == nil:
		return below
	case below.rank > above.rank:
		c := *below
		c.right = join(below.right, above)
		return &c
	}
	c := *above
	c.left = join(below, above.left)
	return &c
}

// above walks the keys above one, in order, until f answers false.
func (t tree[V]) above(key string, f func(key string, v V) bool) { walk(t.root, key, f) }

func walk[V any](n *node[V], key string, f func(string, V) bool) bool {
	if n == nil {
		return true
	}
	if n.key > key {
		return walk(n.left, key, f) && f(n.key, n.value) && walk(n.right, key, f)
	}
	return walk(n.right, key, f)
}
