package change

// recent remembers the last values that passed, the newest first, so that one
// that comes again is named by a small number. Both ends of a stream remember
// the same as long as they see the same.
type recent[T comparable] struct {
	most int
	list []T
}

// find gives the place of a value and makes it the newest.
func (r *recent[T]) find(v T) (int, bool) {
	for i := range r.list {
		if r.list[i] == v {
			r.front(i)
			return i, true
		}
	}
	return 0, false
}

// take gives the value at a place and makes it the newest.
func (r *recent[T]) take(i uint64) (v T, ok bool) {
	if i >= uint64(len(r.list)) {
		return v, false
	}
	v = r.list[i]
	r.front(int(i))
	return v, true
}

func (r *recent[T]) front(i int) {
	v := r.list[i]
	copy(r.list[1:i+1], r.list[:i])
	r.list[0] = v
}

// add makes a new value the newest and forgets the oldest above the limit.
func (r *recent[T]) add(v T) {
	if len(r.list) < r.most {
		r.list = append(r.list, v)
	} else {
		r.list[len(r.list)-1] = v
	}
	r.front(len(r.list) - 1)
}
