package wire

// Sender and Receiver are the two ends of one direction, without a line.
type (
	Sender   struct{ s sender }
	Receiver struct{ r receiver }
)

// Message writes a frame at a time in Unix milliseconds.
func (s *Sender) Message(f Frame, now int64) ([]byte, error) { return s.s.message(f, now) }

// Frame reads a message.
func (r *Receiver) Frame(message []byte, limit int, now int64) (Frame, error) {
	return r.r.frame(message, limit, now)
}

// Held gives how many bytes of frames an end remembers.
func (s *Sender) Held() int { return len(s.s.window) }

// Held gives how many bytes of frames an end remembers.
func (r *Receiver) Held() int { return len(r.r.window) }
